// The server that all contestants of probes.sh ask: one process, one thread, a small 200 on each of its ports of 127.0.0.1.
// Usage: answer FIRST_PORT PORTS COUNTS_FILE   The file holds one uint64_t for each port: the requests answered.
// It writes "ready" once it listens everywhere.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const char c_answer[] = "HTTP/1.1 200 OK\r\nServer: answer\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n"
                               "Connection: close\r\n\r\nok\n";
static const uint64_t c_listener = (uint64_t)1 << 63;

static int queue;
static uint64_t *counts;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

// What an event belongs to: the port's number above, the descriptor below.
static void watch(int fd, uint64_t port, uint64_t kind) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = kind | port << 32 | (uint32_t)fd};
    if (epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event) != 0) {
        fail("epoll_ctl");
    }
}

static void listen_on(uint64_t port, uint16_t number) {
    const int one = 1;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(number)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 128) != 0) {
        fail("bind");
    }
    watch(fd, port, c_listener);
}

static void answer(int fd, uint64_t port) {
    char request[4096];
    const ssize_t size = read(fd, request, sizeof request);
    const int is_whole = size >= 4 && memcmp(request + size - 4, "\r\n\r\n", 4) == 0;
    if (is_whole && write(fd, c_answer, sizeof c_answer - 1) == sizeof c_answer - 1) {
        ++counts[port];
    }
    close(fd);
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "Usage: answer FIRST_PORT PORTS COUNTS_FILE\n");
        return 2;
    }
    const uint64_t ports = strtoul(argv[2], NULL, 10);
    const struct rlimit files = {8192, 8192};
    setrlimit(RLIMIT_NOFILE, &files);
    queue = epoll_create1(EPOLL_CLOEXEC);
    const int file = open(argv[3], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ftruncate(file, (off_t)(ports * sizeof *counts)) != 0) {
        fail(argv[3]);
    }
    counts = mmap(NULL, ports * sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    for (uint64_t port = 0; port < ports; ++port) {
        listen_on(port, (uint16_t)(strtoul(argv[1], NULL, 10) + port));
    }
    puts("ready");
    fflush(stdout);
    for (;;) {
        struct epoll_event events[256];
        const int ready = epoll_wait(queue, events, 256, -1);
        for (int i = 0; i < ready; ++i) {
            const uint64_t data = events[i].data.u64;
            const uint64_t port = (data & ~c_listener) >> 32;
            const int fd = (int)(uint32_t)data;
            if (data & c_listener) {
                const int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
                if (client >= 0) {
                    watch(client, port, 0);
                }
            } else {
                answer(fd, port);
            }
        }
    }
}
