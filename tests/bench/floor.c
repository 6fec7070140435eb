// The least that an HTTP probe can cost: one thread, epoll, a request that was made once, one write, read until the server
// closes, no look at what came. No deadline, no name, no state. probes.sh holds everybody against it.
// Usage: floor FIRST_PORT PORTS INTERVAL_MS TICK_MS   Each port once an interval, evenly; it looks every tick who is due.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { c_most_ports = 4096, c_most_files = 8192 };

struct Target {
    struct sockaddr_in address;
    char request[160];
    int request_size;
};

static struct Target targets[c_most_ports];
static int queue;

static int64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void prepare(struct Target *target, int port) {
    target->address.sin_family = AF_INET;
    target->address.sin_port = htons((uint16_t)port);
    target->address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    target->request_size = snprintf(target->request, sizeof target->request,
                                    "GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: floor\r\nAccept: */*\r\n"
                                    "Connection: close\r\n\r\n",
                                    port);
}

static void begin(uint32_t number) {
    const struct Target *target = &targets[number];
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const struct sockaddr *address = (const struct sockaddr *)&target->address;
    if (fd < 0 || (connect(fd, address, sizeof target->address) != 0 && errno != EINPROGRESS)) {
        perror("connect");
        exit(1);
    }
    struct epoll_event event = {.events = EPOLLOUT, .data.u64 = (uint64_t)number << 32 | (uint32_t)fd};
    epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event);
}

static void proceed(const struct epoll_event *ready) {
    const uint32_t number = ready->data.u64 >> 32;
    const int fd = (int)(uint32_t)ready->data.u64;
    char answer[16 * 1024];
    if (ready->events & EPOLLOUT) {
        if (write(fd, targets[number].request, (size_t)targets[number].request_size) < 0) {
            close(fd);
            return;
        }
        struct epoll_event event = {.events = EPOLLIN, .data = ready->data};
        epoll_ctl(queue, EPOLL_CTL_MOD, fd, &event);
        return;
    }
    ssize_t size;
    while ((size = read(fd, answer, sizeof answer)) > 0) {
    }
    if (size == 0 || errno != EAGAIN) {
        close(fd);
    }
}

int main(int argc, char **argv) {
    if (argc != 5 || atoi(argv[2]) > c_most_ports) {
        fprintf(stderr, "Usage: floor FIRST_PORT PORTS INTERVAL_MS TICK_MS\n");
        return 2;
    }
    const int ports = atoi(argv[2]);
    const int64_t interval = atoi(argv[3]) * 1000LL;
    const int64_t tick = atoi(argv[4]) * 1000LL;
    const struct rlimit files = {c_most_files, c_most_files};
    setrlimit(RLIMIT_NOFILE, &files);
    queue = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < ports; ++i) {
        prepare(&targets[i], atoi(argv[1]) + i);
    }
    const int64_t start = now_us();
    int64_t begun = 0; // probes
    for (int64_t next_tick = start;;) {
        const int64_t now = now_us();
        if (now >= next_tick) {
            for (; start + begun * interval / ports <= now; ++begun) {
                begin((uint32_t)(begun % ports));
            }
            next_tick += tick;
        }
        const int64_t wait = next_tick - now_us();
        struct epoll_event events[256];
        const int ready = epoll_wait(queue, events, 256, wait > 0 ? (int)((wait + 999) / 1000) : 0);
        for (int i = 0; i < ready; ++i) {
            proceed(&events[i]);
        }
    }
}
