"""What a learner's process may ask of the kernel: a seccomp filter, put together by libseccomp.

Allowed is what Python and pandas need: threads, but no processes. What honest code may try is refused with an error it
can show, what only an attack tries ends the process, and the rest is said to be unknown.
"""

import ctypes
import errno
import os
from functools import cache

from sqm_training.sandbox.job import Unavailable

ALLOWED = """
    access alarm arch_prctl brk chdir chmod clock_getres clock_gettime clock_nanosleep close close_range creat dup dup2
    dup3 epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_wait eventfd2 exit exit_group faccessat faccessat2
    fadvise64 fallocate fchdir fchmod fchmodat fcntl fdatasync flock fstat fstatfs fsync ftruncate futex getcpu getcwd
    getdents getdents64 getegid geteuid getgid getgroups getitimer getpgid getpgrp getpid getppid getpriority getrandom
    getresgid getresuid getrlimit getrusage getsid gettid gettimeofday getuid getxattr ioctl kill lgetxattr link linkat
    listxattr lseek lstat madvise membarrier mkdir mkdirat mmap mprotect mremap msync munmap nanosleep
    newfstatat open openat pause pipe pipe2 poll ppoll pread64 preadv pselect6 pwrite64 pwritev read readahead
    readlink readlinkat readv rename renameat renameat2 restart_syscall rmdir rseq rt_sigaction rt_sigpending
    rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait sched_get_priority_max sched_get_priority_min
    sched_getaffinity sched_getparam sched_getscheduler sched_yield select sendfile set_robust_list set_tid_address
    setitimer sigaltstack stat statfs statx symlink symlinkat sync_file_range sysinfo tgkill time times tkill truncate
    umask uname unlink unlinkat utime utimensat utimes wait4 waitid write writev
"""

REFUSED = """
    accept accept4 bind connect execve execveat fork listen memfd_create mq_open msgget prctl semget setpgid
    setpriority setsid shmget socket socketpair vfork
"""

HOSTILE = """
    acct add_key adjtimex bpf chroot clock_adjtime clock_settime delete_module finit_module fsconfig fsmount fsopen
    fspick init_module io_uring_enter io_uring_register io_uring_setup ioperm iopl kcmp kexec_file_load kexec_load
    keyctl mount mount_setattr move_mount name_to_handle_at open_by_handle_at open_tree perf_event_open pidfd_getfd
    pivot_root process_madvise process_vm_readv process_vm_writev ptrace quotactl reboot request_key setdomainname
    sethostname setns settimeofday swapoff swapon syslog umount2 unshare userfaultfd
"""

LIBRARY = "libseccomp.so.2"
ALLOW = 0x7FFF0000
KILL = 0x80000000
ERRNO = 0x00050000
MASKED_EQUAL, EQUAL = 7, 4
UNKNOWN = -1
CLONE_THREAD = 0x00010000
CLONE_NEW = 0x7E020000  # every namespace


class _Comparison(ctypes.Structure):
    """`struct scmp_arg_cmp`"""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


A_THREAD = _Comparison(0, MASKED_EQUAL, CLONE_THREAD | CLONE_NEW, CLONE_THREAD)
A_PROCESS = _Comparison(0, MASKED_EQUAL, CLONE_THREAD, 0)
ITSELF = _Comparison(0, EQUAL, 0, 0)


@cache
def learner_filter() -> bytes:
    """The filter as the kernel takes it, for this machine's processor."""
    try:
        library = ctypes.CDLL(LIBRARY)
    except OSError as trouble:
        raise Unavailable(f"{LIBRARY}: {trouble}") from None
    rules = _Rules(library)
    for name in ALLOWED.split():
        rules.add(ALLOW, name)
    for name in REFUSED.split():
        rules.add(ERRNO | errno.EPERM, name)
    for name in HOSTILE.split():
        rules.add(KILL, name)
    rules.add(ALLOW, "prlimit64", ITSELF)
    rules.add(ALLOW, "clone", A_THREAD)
    rules.add(ERRNO | errno.EPERM, "clone", A_PROCESS)
    return rules.export()


class _Rules:
    """A filter in the making."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        library.seccomp_init.restype = ctypes.c_void_p
        library.seccomp_init.argtypes = [ctypes.c_uint32]
        library.seccomp_rule_add_array.argtypes = [
            ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(_Comparison)
        ]  # fmt: skip
        library.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]
        library.seccomp_release.argtypes = [ctypes.c_void_p]
        self._made = library.seccomp_init(ERRNO | errno.ENOSYS)
        if not self._made:
            raise Unavailable("seccomp_init")

    def add(self, action: int, name: str, *comparisons: _Comparison) -> None:
        number = self._library.seccomp_syscall_resolve_name(name.encode())
        if number == UNKNOWN:
            return
        several = (_Comparison * len(comparisons))(*comparisons)
        if self._library.seccomp_rule_add_array(self._made, action, number, len(comparisons), several) < 0:
            raise Unavailable(f"seccomp rule {name}")

    def export(self) -> bytes:
        descriptor = os.memfd_create("filter")
        try:
            if self._library.seccomp_export_bpf(self._made, descriptor) < 0:
                raise Unavailable("seccomp_export_bpf")
            return os.pread(descriptor, 1 << 20, 0)
        finally:
            os.close(descriptor)
            self._library.seccomp_release(self._made)
