/* One poll() over everything that can happen. */
#include "loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "clock.h"
#include "utf8.h"

#define PASTE_TIMER LOOP_TIMERS
#define PASTE_SILENCE_MS 1000 /* a paste without its end mark ends by silence */

enum {
    POLL_INPUT,
    POLL_SIGNALS,
    POLL_TIMER,
    POLL_PIPES,
    POLL_COUNT = POLL_PIPES + LOOP_CHILDREN * CHILD_PIPES,
};

bool
loop_open(struct loop *loop, struct terminal *terminal,
    const struct loop_hooks *hooks, void *data, struct failure *failure)
{
    *loop = (struct loop){
        .terminal = terminal, .hooks = hooks, .data = data, .dirty = true};
    for (size_t i = 0; i < LOOP_CHILDREN; i++)
        loop->children[i].child = CHILD_NONE;
    loop->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (loop->timer < 0)
        return failure_errno(failure, STATUS_DISK, "no timer could be made");
    return true;
}

void
loop_close(struct loop *loop)
{
    for (size_t i = 0; i < LOOP_CHILDREN; i++) {
        child_kill(&loop->children[i].child);
        child_clear(&loop->children[i].child);
    }
    (void)close(loop->timer);
    text_done(&loop->paste);
    screen_done(&loop->screen);
}

void
loop_stop(struct loop *loop)
{
    loop->stopped = true;
}

void
loop_timer(struct loop *loop, unsigned timer, int64_t ms)
{
    loop->deadlines[timer] = ms ? clock_monotonic() + ms : 0;
}

void
loop_work(struct loop *loop)
{
    loop->working = true;
}

static int64_t
next_deadline(const struct loop *loop)
{
    int64_t next = 0;

    for (size_t i = 0; i < ARRAY_LEN(loop->deadlines); i++)
        if (loop->deadlines[i] && (!next || loop->deadlines[i] < next))
            next = loop->deadlines[i];
    return next;
}

static void
arm_timer(const struct loop *loop)
{
    const int64_t next = next_deadline(loop);
    const struct itimerspec when = {
        .it_value = {
            .tv_sec = next / CLOCK_SECOND,
            .tv_nsec = next % CLOCK_SECOND * 1000000,
        }};

    (void)timerfd_settime(loop->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void
end_paste(struct loop *loop)
{
    loop->pasting = false;
    loop->deadlines[PASTE_TIMER] = 0;
    loop->hooks->paste(loop->data, text_str(&loop->paste), loop->paste_cut);
    text_done(&loop->paste);
}

static void
add_pasted(struct loop *loop, int32_t code)
{
    char bytes[4];
    const size_t len = utf8_encode(code ? code : 0xFFFD, bytes);

    if (loop->paste.len + len > LOOP_PASTE_MAX)
        loop->paste_cut = true;
    else
        text_add_bytes(&loop->paste, bytes, len);
}

/* Pasting is data: no key in it means anything but its end. */
static void
take_pasted(struct loop *loop, struct press press)
{
    loop_timer(loop, PASTE_TIMER, PASTE_SILENCE_MS);
    if (press.alt)
        add_pasted(loop, PRESS_ESCAPE);
    if (press.code == PRESS_PASTE_END)
        end_paste(loop);
    else if (press.code < PRESS_UP)
        add_pasted(loop, press.code);
}

static void
take_press(struct loop *loop, struct press press)
{
    loop->dirty = true;
    if (loop->pasting) {
        take_pasted(loop, press);
    } else if (press.code == PRESS_PASTE_BEGIN) {
        loop->pasting = true;
        loop->paste_cut = false;
        loop_timer(loop, PASTE_TIMER, PASTE_SILENCE_MS);
    } else {
        loop->hooks->press(loop->data, press);
    }
}

static void
take_presses(struct loop *loop)
{
    struct press press;

    while (!loop->stopped && terminal_read(loop->terminal, &press))
        take_press(loop, press);
}

static void
take_ticks(struct loop *loop)
{
    const int64_t now = clock_monotonic();
    uint64_t count;

    if (read(loop->timer, &count, sizeof(count)) < 0)
        return;
    for (unsigned i = 0; i < LOOP_TIMERS; i++)
        if (loop->deadlines[i] && loop->deadlines[i] <= now) {
            loop->deadlines[i] = 0;
            loop->dirty = true;
            loop->hooks->tick(loop->data, i);
        }
    if (loop->pasting && loop->deadlines[PASTE_TIMER] <= now) {
        loop->dirty = true;
        end_paste(loop);
    }
}

static void
deliver(struct loop *loop, struct loop_child *slot)
{
    struct child *child = &slot->child;
    const struct answer answer = {
        .id = slot->id,
        .status = child->too_long ? -1 : child_status(child),
        .too_long = child->too_long,
        .output = text_str(&child->texts[CHILD_OUTPUT]),
        .errors = text_str(&child->texts[CHILD_ERRORS]),
        .output_len = child->texts[CHILD_OUTPUT].len,
        .errors_len = child->texts[CHILD_ERRORS].len,
    };

    slot->id = 0;
    if (answer.id) {
        loop->dirty = true;
        loop->hooks->answer(loop->data, &answer);
    }
    child_clear(child);
}

static void
take_answers(struct loop *loop)
{
    for (size_t i = 0; i < LOOP_CHILDREN; i++) {
        child_reap(&loop->children[i].child);
        if (child_done(&loop->children[i].child))
            deliver(loop, &loop->children[i]);
    }
}

static void
take_signal(struct loop *loop, int number)
{
    if (number == SIGWINCH || number == SIGCONT) {
        terminal_redraw(loop->terminal);
        loop->dirty = true;
    } else if (number == SIGTSTP) {
        terminal_suspend(loop->terminal);
        loop->dirty = true;
    } else if (number != SIGCHLD) {
        loop->signal = number;
        loop->stopped = true;
    }
}

static void
take_signals(struct loop *loop)
{
    struct signalfd_siginfo info;

    while (read(terminal_signals(loop->terminal), &info, sizeof(info)) ==
        (ssize_t)sizeof(info))
        take_signal(loop, (int)info.ssi_signo);
}

unsigned
loop_spawn(struct loop *loop, const char *const argv[], struct failure *failure)
{
    for (size_t i = 0; i < LOOP_CHILDREN; i++) {
        struct loop_child *slot = &loop->children[i];

        if (slot->child.pid)
            continue;
        if (!child_start(&slot->child, argv, failure))
            return 0;
        slot->id = ++loop->last_id;
        return slot->id;
    }
    (void)failure_set(failure, STATUS_CONFLICT, "too much is running already");
    return 0;
}

void
loop_drop(struct loop *loop, unsigned id)
{
    for (size_t i = 0; i < LOOP_CHILDREN; i++)
        if (id && loop->children[i].id == id) {
            child_kill(&loop->children[i].child);
            loop->children[i].id = 0;
        }
}

static void
draw(struct loop *loop)
{
    int rows, cols;

    loop->dirty = false;
    terminal_size(loop->terminal, &rows, &cols);
    if (rows != loop->screen.rows || cols != loop->screen.cols) {
        screen_done(&loop->screen);
        screen_init(
            &loop->screen, rows, cols, terminal_unicode(loop->terminal));
        loop->screen.sparse = terminal_sparse(loop->terminal);
    }
    screen_clear(&loop->screen);
    loop->hooks->draw(loop->data, &loop->screen);
    terminal_show(loop->terminal, &loop->screen);
}

/* poll() leaves out descriptors that are -1: pipes at their end. */
static void
wait_for_something(struct loop *loop, struct pollfd fds[POLL_COUNT])
{
    fds[POLL_INPUT] = (struct pollfd){STDIN_FILENO, POLLIN, 0};
    fds[POLL_SIGNALS] =
        (struct pollfd){terminal_signals(loop->terminal), POLLIN, 0};
    fds[POLL_TIMER] = (struct pollfd){loop->timer, POLLIN, 0};
    for (size_t i = 0; i < LOOP_CHILDREN * CHILD_PIPES; i++) {
        const struct child *child = &loop->children[i / CHILD_PIPES].child;

        fds[POLL_PIPES + i] =
            (struct pollfd){child->fds[i % CHILD_PIPES], POLLIN, 0};
    }
    arm_timer(loop);
    if (poll(fds, POLL_COUNT, loop->working ? 0 : -1) < 0)
        for (size_t i = 0; i < POLL_COUNT; i++)
            fds[i].revents = 0;
}

static void
take_pipes(struct loop *loop, const struct pollfd fds[POLL_COUNT])
{
    for (size_t i = 0; i < LOOP_CHILDREN * CHILD_PIPES; i++) {
        struct child *child = &loop->children[i / CHILD_PIPES].child;

        if (fds[POLL_PIPES + i].revents && child->fds[i % CHILD_PIPES] >= 0)
            child_read(child, (enum child_pipe)(i % CHILD_PIPES));
    }
}

/* Before the presses: what is typed ahead finds what is there already. */
static void
do_work(struct loop *loop)
{
    bool draw = false;

    if (!loop->working)
        return;
    loop->working = loop->hooks->work && loop->hooks->work(loop->data, &draw);
    loop->dirty |= draw;
}

int
loop_run(struct loop *loop)
{
    struct pollfd fds[POLL_COUNT];

    while (!loop->stopped) {
        if (loop->dirty)
            draw(loop);
        wait_for_something(loop, fds);
        if (fds[POLL_INPUT].revents & (POLLHUP | POLLERR | POLLNVAL)) {
            loop->signal = SIGHUP;
            break;
        }
        take_signals(loop);
        take_pipes(loop, fds);
        take_ticks(loop);
        do_work(loop);
        take_presses(loop);
        take_answers(loop);
    }
    return loop->signal;
}
