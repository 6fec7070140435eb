// SPDX-License-Identifier: MIT
#include "common/service_pipe_win.hpp"

#include "common/text_win.hpp"
#include "common/token_win.hpp"

namespace mirrorwatch {

ServicePipe installed_service() {
    return {LR"(\\.\pipe\ProtectedPrefix\Administrators\Mirrorwatch)", PipeOwner::System};
}

Result<ServicePipe> console_of_this_user() {
    const Result<KernelHandle> token = own_token();
    if (!token) {
        return token.error();
    }
    const Result<UserId> self = user_of(token->get());
    if (!self) {
        return self.error();
    }
    return ServicePipe{LR"(\\.\pipe\mirrorwatch-console-)" + widen(self->sid), PipeOwner::Self};
}

} // namespace mirrorwatch
