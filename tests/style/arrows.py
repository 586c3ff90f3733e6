"""Who may include what: the arrows between folders, and the files that may
see a library. A folder that could include another by accident would soon do.

    arrows.py SOURCE_ROOT
"""
import pathlib
import re
import sys

SHARE = ('share/base', 'share/flow', 'share/engine')

# A folder, and the folders it may include from, beside itself.
ARROWS = {
    'share/base': (),
    'share/flow': ('share/base',),
    'share/engine': ('share/base', 'share/flow'),
    'wizard': SHARE,
    'publisher/store': SHARE,
    'publisher/publish': SHARE + ('publisher/store',),
    'publisher/runner': SHARE + ('publisher/store',),
}

# A library's headers, and where they may be included: a folder, the names of
# the files there, and how many of them at most.
LIBRARIES = {
    r'(ncursesw?/)?(curses|ncurses|term|panel|form|menu)\.h': [
        ('wizard', r'(terminal|keys|paint)\.c', 3)],
    r'curl/.*': [
        ('publisher/store', r'.*\.c', 1),
        ('publisher/publish', r'.*\.c', 1),
        ('publisher/runner', r'(courier|pump|transfer)\.[ch]', 5)],
    r'microhttpd\.h': [('publisher/runner', r'front[a-z_]*\.[ch]', 3)],
    r'sqlite3\.h': [('publisher/store', r'sqlite.*', 9)],
    r'(postgresql/)?libpq-fe\.h': [('publisher/store', r'(postgres|pg).*', 9)],
    r'yaml\.h': [('share/flow', r'.*', 9)],
    r'csv\.h': [('share/base', r'table\.c', 1)],
    r'jansson\.h': [
        ('publisher', r'.*', 99),
        ('wizard', r'.*\.c', 2)],
    r'gnutls/.*': [('share/base', r'.*', 3)],
    r'utf8proc\.h': [
        ('share/base', r'(utf8|width)\.c', 2),
        ('share/flow', r'.*\.c', 1)],
}

# What comes with libc and Linux; anything else is a new dependency.
SYSTEM = set('''
    assert ctype dirent dlfcn endian errno fcntl fnmatch getopt glob grp iconv
    ifaddrs inttypes langinfo libgen limits link locale math netdb poll pthread
    pwd regex sched search semaphore setjmp signal spawn stdalign stdarg
    stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings
    sysexits syslog termios threads time uchar unistd wchar wctype
    arpa/inet linux/limits net/if netinet/in netinet/tcp
    sys/epoll sys/eventfd sys/file sys/inotify sys/ioctl sys/mman sys/prctl
    sys/random sys/resource sys/select sys/signalfd sys/socket sys/stat
    sys/statvfs sys/syscall sys/time sys/timerfd sys/types sys/uio sys/un
    sys/utsname sys/wait'''.split())

# The engine is told the time and returns what is to be done: it does nothing.
IMPURE_HEADERS = set('''
    dirent.h fcntl.h netdb.h poll.h pthread.h signal.h spawn.h syslog.h
    threads.h time.h unistd.h clock.h data.h file.h options.h'''.split())
IMPURE_WORDS = re.compile(
    r'\bFILE\b|\b(?:v?f?printf|f?puts|f?putc|putchar|fopen|fdopen|getenv|time'
    r'|clock|clock_gettime|gettimeofday|rand|random|getrandom|exit)\s*\(')

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
NOT_CODE = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


class Source:
    """A file of ours: its folder in the table, its includes, its code."""

    def __init__(self, root, path):
        text = path.read_text(encoding='utf-8')
        self.path = path.relative_to(root).as_posix()
        self.name = path.name
        self.folder = folder_of(self.path)
        self.includes = [
            (text.count('\n', 0, m.start(1)) + 1, m[1] == '<', m[2])
            for m in INCLUDE.finditer(text)]
        self.code = NOT_CODE.sub(lambda m: '\n' * m[0].count('\n'), text)


def folder_of(path):
    found = [f for f in ARROWS if path.startswith(f + '/')]
    return max(found, key=len) if found else None


def strays(sources):
    """Code in a folder that has no arrows."""
    return [f'{s.path}: the arrows do not know this folder'
            for s in sources if not s.folder]


def homes_of(source, name, sources):
    """The folders that hold the header, as the compiler could find it."""
    beside = source.path.rsplit('/', 1)[0] + '/' + name
    if any(s.path == beside for s in sources):
        return [source.folder]
    return [s.folder for s in sources if s.path.endswith('/' + name)]


def wrong_arrows(sources):
    found = []
    for source in sources:
        allowed = ARROWS.get(source.folder, ()) + (source.folder,)
        for line, system, name in source.includes:
            homes = [] if system else homes_of(source, name, sources)
            if system or any(home in allowed for home in homes):
                continue
            why = f'is of {homes[0]}' if homes else 'is no header of ours'
            found.append(f'{source.path}:{line}: "{name}" {why}')
    return found


def library_of(name):
    for pattern in LIBRARIES:
        if re.fullmatch(pattern, name):
            return pattern
    return None


def place_of(source, places):
    for place in places:
        folder, names, _ = place
        if source.path.startswith(folder + '/') and \
                re.fullmatch(names, source.name):
            return place
    return None


def loose_libraries(sources):
    found, users = [], {}
    for source in sources:
        for line, system, name in source.includes:
            library = library_of(name) if system else None
            if not library:
                continue
            place = place_of(source, LIBRARIES[library])
            if place:
                users.setdefault((library, place), set()).add(source.path)
            else:
                found.append(f'{source.path}:{line}: <{name}> has no place here')
    for (library, (folder, _, most)), paths in users.items():
        if len(paths) > most:
            found.append(f'{folder}: {len(paths)} files include {library}, '
                         f'{most} may: {" ".join(sorted(paths))}')
    return found


def new_dependencies(sources):
    return [f'{s.path}:{line}: <{name}> is of no known library'
            for s in sources for line, system, name in s.includes
            if system and not library_of(name)
            and name.removesuffix('.h') not in SYSTEM]


def impure_engine(sources):
    found = []
    for source in sources:
        if source.folder != 'share/engine':
            continue
        found += [f'{source.path}:{line}: the engine includes {name}'
                  for line, _, name in source.includes
                  if name in IMPURE_HEADERS or name.startswith('sys/')]
        found += [f'{source.path}:{number}: the engine says {m[0]}'
                  for number, text in enumerate(source.code.splitlines(), 1)
                  for m in IMPURE_WORDS.finditer(text)]
    return found


RULES = [
    ('every folder of code is known to the arrows', strays),
    ('folders include along the arrows only', wrong_arrows),
    ('each library is seen where it belongs', loose_libraries),
    ('there is no library that the project does not know', new_dependencies),
    ('the engine has no clock, no I/O, no randomness', impure_engine),
]


def main(root):
    root = pathlib.Path(root)
    sources = [Source(root, path) for top in ('share', 'wizard', 'publisher')
               for path in sorted((root / top).rglob('*.[ch]'))]
    print(f'1..{len(RULES)}')
    failed = False
    for number, (name, rule) in enumerate(RULES, 1):
        found = rule(sources)
        print(f'{"not ok" if found else "ok"} {number} - {name}')
        for line in found:
            print('#', line)
        failed = failed or bool(found)
    if not sources:
        print('Bail out! there is no code')
    return 1 if failed or not sources else 0


sys.exit(main(sys.argv[1]))
