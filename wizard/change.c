/* Two states of a draft, compared question by question. */
#include "change.h"

#include <string.h>

#include "clean.h"
#include "question.h"

#define VALUE_MAX 40 /* bytes of a value that are shown */

static const char *
or_none(const char *text)
{
    return text && *text ? text : "(none)";
}

static const char *
name_of(const struct draft *draft, size_t channel)
{
    return channel < draft->flow->nchannels
        ? or_none(draft->flow->channels[channel].channel.text)
        : "(none)";
}

static bool
same_channel(const struct draft *a, size_t i, const struct draft *b, size_t k)
{
    const struct flow_channel *one = &a->flow->channels[i];
    const struct flow_channel *other = &b->flow->channels[k];

    return text_is(one->channel.text, other->channel.text) &&
        text_is(one->template_name.text, other->template_name.text) &&
        text_is(one->from.text, other->from.text);
}

/* The first channel that is not where it was; the shorter length if all are. */
static size_t
first_moved(const struct draft *a, const struct draft *b)
{
    const size_t n = a->flow->nchannels < b->flow->nchannels
        ? a->flow->nchannels
        : b->flow->nchannels;
    size_t i = 0;

    while (i < n && same_channel(a, i, b, i))
        i++;
    return i;
}

static void
say_order(const struct draft *draft, struct text *out)
{
    for (size_t i = 0; i < draft->flow->nchannels; i++)
        text_addf(out, i ? " > %s" : "%s", name_of(draft, i));
}

/* Only the places differ: the channel at `from` stands at `to` afterwards. */
static bool
is_move(const struct draft *before, const struct draft *after, size_t first)
{
    const size_t n = before->flow->nchannels;

    if (first + 1 >= n)
        return false;
    return same_channel(before, first, after, first + 1) ||
        same_channel(before, first + 1, after, first);
}

static bool
find_channels(const struct draft *before, const struct draft *after,
    struct change *change)
{
    const size_t was = before->flow->nchannels, is = after->flow->nchannels;
    const size_t at = first_moved(before, after);

    if (was == is && (at == is || !is_move(before, after, at)))
        return false;
    if (is > was)
        text_addf(&change->words, "channel %zu (%s) was added", at + 1,
            name_of(after, at));
    else if (is < was)
        text_addf(&change->words, "channel %zu (%s) was removed", at + 1,
            name_of(before, at));
    else
        say_order(before, &change->words);
    if (is == was) {
        text_add(&change->words, " became ");
        say_order(after, &change->words);
    }
    change->path = strdup("/channels");
    return true;
}

static void
say_value(const char *value, struct text *out)
{
    const char *text = or_none(value);
    const size_t len = strlen(text);

    text_add_bytes(out, text, len < VALUE_MAX ? len : VALUE_MAX);
    if (len > VALUE_MAX)
        text_add(out, "..");
}

static void
say_question(const struct draft *draft, const struct question *question,
    struct text *out)
{
    char *rest;

    text_add(out, question->label);
    if (strncmp(question->path, "/channels/", 10) != 0)
        return;
    const size_t i = strtoul(question->path + 10, &rest, 10);
    text_addf(out, " of channel %zu (%s)", i + 1, name_of(draft, i));
}

void
change_name(const struct draft *draft, const char *path, struct text *out)
{
    auto_(questions) struct questions questions = {0};
    const char *last = strrchr(path, '/');

    questions_add_all(&questions, draft);
    for (size_t i = 0; i < questions.n; i++)
        if (!strcmp(questions.items[i].path, path)) {
            say_question(draft, &questions.items[i], out);
            return;
        }
    say_question(draft,
        &(struct question){.path = path, .label = last ? last + 1 : path}, out);
}

static bool
find_value(const struct draft *before, const struct draft *after,
    const struct draft *asked, struct change *change)
{
    auto_(questions) struct questions questions = {0};

    questions_add_all(&questions, asked);
    for (size_t i = 0; i < questions.n; i++) {
        const struct question *question = &questions.items[i];
        const char *was = draft_get(before, question->path);
        const char *is = draft_get(after, question->path);

        if (text_is(was, is) || (!(was && *was) && !(is && *is)))
            continue;
        change->path = strdup(question->path);
        say_question(asked, question, &change->words);
        text_add(&change->words, ": ");
        say_value(was, &change->words);
        text_add(&change->words, " -> ");
        say_value(is, &change->words);
        return true;
    }
    return false;
}

bool
change_find(const struct draft *before, const struct draft *after,
    struct change *change)
{
    *change = (struct change){0};
    if (!find_channels(before, after, change) &&
        !find_value(before, after, after, change) &&
        !find_value(before, after, before, change))
        return false;
    auto_(heap) char *clean = clean_line(text_str(&change->words));
    text_clear(&change->words);
    text_add(&change->words, clean);
    return true;
}

/* What is compared and gone back to: all but where the front was, and what is
 * known of the file on disk. */
static void
write_state(const struct draft *draft, struct text *out)
{
    struct draft bare = *draft;

    bare.place[0] = bare.base[0] = '\0';
    draft_write(&bare, out);
}

/* A copy of the draft as it is now, for comparing. */
static void
copy_draft(const struct draft *draft, struct draft *out)
{
    auto_(text) struct text state = {0};

    write_state(draft, &state);
    *out = (struct draft){
        .workspace = draft->workspace,
        .flow = flow_new(draft->flow->file),
    };
    (void)draft_take(out, state.bytes, state.len);
}

bool
change_note(struct history *history, const struct draft *draft)
{
    auto_(text) struct text state = {0};

    write_state(draft, &state);
    return history_add(history, state.bytes, draft->base);
}

static bool
go_to(const struct history_state *state, struct draft *draft,
    struct change *change)
{
    struct draft before;

    *change = (struct change){0};
    if (!state)
        return false;
    copy_draft(draft, &before);
    const bool taken = draft_take(draft, state->text, strlen(state->text));
    if (taken) {
        memcpy(draft->base, state->base, sizeof(draft->base));
        if (!change_find(&before, draft, change))
            text_add(&change->words, "a detail that no question asks for");
    }
    draft_done(&before);
    return taken;
}

bool
change_undo(struct history *history, struct draft *draft, struct change *change)
{
    return go_to(history_undo(history), draft, change);
}

bool
change_redo(struct history *history, struct draft *draft, struct change *change)
{
    return go_to(history_redo(history), draft, change);
}

void
change_done(struct change *change)
{
    free(change->path);
    text_done(&change->words);
    *change = (struct change){0};
}
