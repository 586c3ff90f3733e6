/*
 * An HTTP/1.1 connection of the load program, on an epoll that all share:
 * whole messages come in, bytes go out. It is light, so that what is measured
 * gets the processor; http-parser reads the protocol.
 */
#pragma once

#include <http_parser.h>
#include <stdbool.h>
#include <stdint.h>

#include "text.h"

struct wire; /* one connection */

struct wire_message {
    const char *method, *path; /* of a request; borrowed */
    unsigned status;           /* of an answer */
    const char *body;          /* NUL-terminated */
    size_t len;
};

struct wire_side { /* whoever owns connections of one sort */
    enum http_parser_type reads;
    void (*message)(struct wire *wire, const struct wire_message *message);
    /* The connection broke; its memory goes away after this. */
    void (*broken)(struct wire *wire);
};

struct wire {
    const struct wire_side *side;
    void *owner; /* of the side's */
    http_parser parser;
    struct text path, body, out;
    size_t written;
    int fd;
    bool writing;
};

void wire_begin(void);

/* Waits at most so many ms and hands out what came. */
void wire_turn(int timeout_ms);

/* A connection to a loopback port; NULL when it cannot be made. */
struct wire *wire_connect(const struct wire_side *side, uint16_t port);

/* Accepts on a loopback port from now on. Ends the process if it is taken. */
void wire_listen(const struct wire_side *side, uint16_t port);

/* Sends what stands in wire->out. */
void wire_flush(struct wire *wire);

void wire_close(struct wire *wire);
