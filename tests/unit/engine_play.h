/*
 * Plays a script of events to the engine and writes down what it does, so
 * that its tests read like the manual:
 *
 *   play("0 invoked, 1 accepted 1, 3 delivered 1") -> "0 send 1, 3 delivered on 1"
 *
 * A clause is a time in seconds, a word, a channel from 1 and what the word
 * needs; "until 30" at its end is a hold, "busy 12" and "down 1" those of
 * channels, "spent 0" a budget, "unwanted 12" an opt-out. Between clauses the timers fire as
 * they are due; "..." at the end lets them run to the end.
 */
#pragma once

#include "engine.h"

extern struct engine_plan plan;           /* play_plan() fills it */
extern struct engine_execution execution; /* after play() */

/* Channels with these delays in seconds, and the presets of a flow. */
void play_plan(size_t nchannels, const int delays[]);

const char *play(const char *script);

/* The same, and every note: "0 invoked; 0 sent 1; ..." */
const char *play_notes(const char *script);

/* engine_status_word() of a channel from 1. */
const char *word_of(size_t channel);

struct example {
    const char *script, *expect;
};
void play_all(const struct example *examples, size_t n);
