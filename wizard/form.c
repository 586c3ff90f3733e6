/* A form: its fields, its keys. */
#include "form.h"

#include <string.h>

#include "blame.h"

static size_t
chosen_option(const struct question *question, const char *value)
{
    for (size_t i = 0; i < question->noptions; i++)
        if (!strcmp(question->options[i].value, value ? value : ""))
            return i;
    return CHOICE_NONE;
}

static void
fill_field(struct form *form, struct form_field *field,
    const struct question *question, const struct draft *draft)
{
    const char *value = draft_get(draft, question->path);

    field->question = question;
    if (question->kind == QUESTION_TEXT) {
        edit_set(&field->edit, value ? value : "");
        field->edit.read_only = form->read_only;
        return;
    }
    field->items = arena_alloc(&form->questions.arena,
        (question->noptions + 1) * sizeof(*field->items));
    for (size_t i = 0; i < question->noptions; i++)
        field->items[i] = (struct choice_item){
            .label = question->options[i].label,
            .note = question->options[i].note,
            .reason = question->options[i].reason,
        };
    field->choice.drop_down = question->menu;
    choice_set(&field->choice, field->items, question->noptions,
        chosen_option(question, value));
}

/* What has to survive when the fields are made anew. */
struct focus_before {
    char *path;
    size_t caret, cursor;
};

static struct focus_before
remember(const struct form *form)
{
    const struct question *question = form_question(form);

    if (!question)
        return (struct focus_before){0};
    return (struct focus_before){
        .path = strdup(question->path),
        .caret = form->fields[form->focus].edit.caret,
        .cursor = form->fields[form->focus].choice.list.selected,
    };
}

static void
restore(struct form *form, const struct focus_before *before)
{
    if (!before->path || !form_focus(form, before->path))
        return;
    struct form_field *field = &form->fields[form->focus];
    if (before->caret <= field->edit.text.len)
        field->edit.caret = before->caret;
    if (before->cursor < field->choice.list.count)
        field->choice.list.selected = before->cursor;
}

void
form_open(struct form *form, const struct draft *draft,
    enum question_group group, size_t channel)
{
    const struct focus_before before = remember(form);

    const bool read_only = form->read_only;

    form_done(form);
    form->read_only = read_only;
    questions_add(&form->questions, draft, group, channel);
    form->n = form->questions.n;
    form->fields = calloc(form->n + 1, sizeof(*form->fields));
    if (!form->fields)
        abort();
    for (size_t i = 0; i < form->n; i++)
        fill_field(form, &form->fields[i], &form->questions.items[i], draft);
    restore(form, &before);
    free(before.path);
}

bool
form_focus(struct form *form, const char *path)
{
    for (size_t i = 0; i < form->n; i++)
        if (blame_inside(path, form->fields[i].question->path)) {
            form->focus = i;
            return true;
        }
    return false;
}

bool
form_begins_extras(const struct form *form, size_t field)
{
    return field && form->fields[field].question->extra &&
        !form->fields[field - 1].question->extra;
}

bool
form_step(struct form *form)
{
    if (form->focus + 1 >= form->n || form_begins_extras(form, form->focus + 1))
        return false;
    form->focus++;
    return true;
}

const struct question *
form_question(const struct form *form)
{
    return form->focus < form->n ? form->fields[form->focus].question : NULL;
}

enum focus
form_focus_kind(const struct form *form)
{
    const struct question *question = form_question(form);

    if (!question)
        return FOCUS_OTHER;
    return question->kind == QUESTION_TEXT ? FOCUS_TEXT : FOCUS_CHOICE;
}

const char *
form_refusal(const struct form *form)
{
    const struct choice *choice = &form->fields[form->focus].choice;

    if (form->read_only)
        return "read-only: nothing is changed";
    const char *reason = choice_at(choice)->reason;
    return reason ? reason : "there is nothing to choose from";
}

static enum form_result
leave_to(struct form *form, size_t to)
{
    const bool typed = form->typed;

    form->focus = to;
    form->typed = false;
    return typed ? FORM_COMMITTED : FORM_MOVED;
}

static enum form_result
move(struct form *form, enum intent intent)
{
    const bool back = intent == INTENT_UP || intent == INTENT_PREVIOUS;

    if (back)
        return form->focus ? leave_to(form, form->focus - 1) : FORM_IGNORED;
    /* Who accepts the last usual field goes on; Down leads to the others. */
    if (form->focus + 1 < form->n &&
        (intent != INTENT_ACCEPT || !form_begins_extras(form, form->focus + 1)))
        return leave_to(form, form->focus + 1);
    if (intent != INTENT_ACCEPT)
        return leave_to(form, form->focus);
    form->typed = false;
    return FORM_ENDED;
}

static enum form_result
take_choice(struct form *form, struct draft *draft)
{
    const struct form_field *field = &form->fields[form->focus];
    const struct question *question = field->question;
    const size_t chosen = field->choice.chosen;

    if (chosen < question->noptions)
        (void)draft_answer(
            draft, question->path, question->options[chosen].value);
    return FORM_COMMITTED;
}

/* Enter takes the row with the cursor and goes on. */
static enum form_result
accept_choice(struct form *form, struct draft *draft)
{
    struct choice *choice = &form->fields[form->focus].choice;

    if (choice->drop_down || !choice->list.count)
        return move(form, INTENT_ACCEPT);
    if (choice->list.selected != choice->chosen) {
        const struct key space = {INTENT_CHOOSE, ' '};

        if (choice_key(choice, space) == CHOICE_REFUSED)
            return FORM_REFUSED;
        (void)take_choice(form, draft);
        form->typed = true;
    }
    return move(form, INTENT_ACCEPT);
}

static enum form_result
choose(struct form *form, struct draft *draft, struct key key)
{
    switch (choice_key(&form->fields[form->focus].choice, key)) {
    case CHOICE_MOVED:
        return FORM_MOVED;
    case CHOICE_CHOSEN:
        return take_choice(form, draft);
    case CHOICE_REFUSED:
        return FORM_REFUSED;
    case CHOICE_IGNORED:
        break;
    }
    if (key.intent == INTENT_ACCEPT)
        return accept_choice(form, draft);
    return FORM_IGNORED;
}

static enum form_result
take_text(struct form *form, struct draft *draft, enum edit_result result)
{
    const struct form_field *field = &form->fields[form->focus];

    if (result == EDIT_IGNORED)
        return FORM_IGNORED;
    if (result != EDIT_MOVED) {
        (void)draft_answer(
            draft, field->question->path, edit_text(&field->edit));
        form->typed = true;
    }
    return result == EDIT_FULL ? FORM_FULL : FORM_MOVED;
}

/* Fields can be gone through, and nothing else. */
static enum form_result
look_only(struct key key)
{
    switch ((int)key.intent) {
    case INTENT_TYPE:
    case INTENT_CHOOSE:
    case INTENT_ERASE:
    case INTENT_ERASE_WORD:
    case INTENT_ERASE_TO_START:
    case INTENT_ERASE_TO_END:
        return FORM_REFUSED;
    }
    return FORM_IGNORED;
}

static enum form_result
field_key(struct form *form, struct draft *draft, struct key key)
{
    struct form_field *field = &form->fields[form->focus];

    if (form->read_only)
        return look_only(key);
    if (field->question->kind == QUESTION_CHOICE)
        return choose(form, draft, key);
    return take_text(form, draft, edit_key(&field->edit, key));
}

enum form_result
form_key(struct form *form, struct draft *draft, struct key key)
{
    if (!form->n)
        return key.intent == INTENT_ACCEPT ? FORM_ENDED : FORM_IGNORED;
    const enum form_result result = field_key(form, draft, key);
    if (result != FORM_IGNORED)
        return result;
    switch ((int)key.intent) {
    case INTENT_ACCEPT:
    case INTENT_NEXT:
    case INTENT_PREVIOUS:
    case INTENT_UP:
    case INTENT_DOWN:
        return move(form, key.intent);
    }
    return FORM_IGNORED;
}

enum form_result
form_paste(struct form *form, struct draft *draft, const char *text)
{
    if (form_focus_kind(form) != FOCUS_TEXT || form->read_only)
        return FORM_IGNORED;
    return take_text(
        form, draft, edit_paste(&form->fields[form->focus].edit, text));
}

void
form_done(struct form *form)
{
    for (size_t i = 0; i < form->n; i++)
        edit_done(&form->fields[i].edit);
    free(form->fields);
    questions_done(&form->questions);
    *form = (struct form){0};
}
