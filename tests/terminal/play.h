/* The demo program on a console: how every test begins and ends. */
#pragma once

#include "test.h"

#include "console.h"

static const char *const play_nothing[] = {NULL};

static inline void
play_sized(struct console *console, int rows, int cols, const char *const env[])
{
    const char *const argv[] = {getenv("DEMO"), NULL};

    console_open(console, rows, cols, argv, env);
    assert_true(console_shows(console, "saved"));
}

static inline void
play_start(struct console *console)
{
    play_sized(console, 24, 80, play_nothing);
}

/* ^C leaves; nothing of the program stays on the terminal. */
static inline void
play_leave(struct console *console)
{
    console_send(console, "\x03");
    assert_int_equal(console_end(console), 0);
    assert_true(console_restored(console));
    console_close(console);
}
