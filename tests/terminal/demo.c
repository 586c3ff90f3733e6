/* A page with every widget, for the tests of the terminal layer. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "bubble.h"
#include "choice.h"
#include "edit.h"
#include "frame.h"
#include "guard.h"
#include "list.h"
#include "loop.h"
#include "terminal.h"
#include "text.h"
#include "view.h"

enum field { FIELD_NAME, FIELD_MENU, FIELD_RADIO, FIELD_LIST, FIELD_COUNT };

struct demo {
    struct terminal *terminal;
    struct loop loop;
    enum field field;
    bool reading; /* the view is shown */
    struct edit name;
    struct choice menu, radio;
    struct list list;
    struct view view;
    unsigned child;
    struct text message;
};

static const struct choice_item channels[] = {
    {"WhatsApp", "4 s", NULL},
    {"SMS", "3 s", NULL},
    {"Viber", NULL, "not available: no sender"},
};

static const enum focus focuses[] = {
    [FIELD_NAME] = FOCUS_TEXT,
    [FIELD_MENU] = FOCUS_CHOICE,
    [FIELD_RADIO] = FOCUS_CHOICE,
    [FIELD_LIST] = FOCUS_LIST,
};

static struct key_place
place(const struct demo *demo)
{
    if (demo->reading)
        return (struct key_place){FOCUS_OTHER, PAGE_VIEW};
    return (struct key_place){focuses[demo->field], PAGE_FORM};
}

static void
say(struct demo *demo, const char *what, int number)
{
    text_clear(&demo->message);
    text_addf(&demo->message, "%s %d", what, number);
}

static bool
widget_key(struct demo *demo, struct key key)
{
    if (demo->reading)
        return view_key(&demo->view, key);
    switch (demo->field) {
    case FIELD_NAME:
        return edit_key(&demo->name, key) != EDIT_IGNORED;
    case FIELD_MENU:
        return choice_key(&demo->menu, key) != CHOICE_IGNORED;
    case FIELD_RADIO:
        return choice_key(&demo->radio, key) != CHOICE_IGNORED;
    case FIELD_LIST:
        return list_key(&demo->list, key);
    case FIELD_COUNT:
        break;
    }
    return false;
}

/* A child that ends by itself, and one that only loop_drop() ends. */
static void
start_child(struct demo *demo, const char *script)
{
    const char *const argv[] = {"sh", "-c", script, NULL};

    loop_drop(&demo->loop, demo->child);
    demo->child = loop_spawn(&demo->loop, argv, NULL);
    say(demo, "started", (int)demo->loop.children[0].child.pid);
}

/* Each run says another number: the words of the last one may still stand. */
static void
run_in_front(struct demo *demo)
{
    static char count[] = "0";
    static const char *const argv[] = {
        "sh", "-c", "echo in front: $0; read line; exit 7", count, NULL};
    int status = 0;

    count[0]++;
    if (terminal_run(demo->terminal, argv, &status, NULL))
        say(demo, "ended with", status);
}

static void
move_focus(struct demo *demo, int by)
{
    demo->field = (demo->field + FIELD_COUNT + (unsigned)by) % FIELD_COUNT;
}

static void
page_key(struct demo *demo, enum intent intent)
{
    switch ((int)intent) {
    case INTENT_NEXT:
    case INTENT_ACCEPT:
    case INTENT_DOWN:
        move_focus(demo, 1);
        break;
    case INTENT_PREVIOUS:
    case INTENT_UP:
        move_focus(demo, -1);
        break;
    case INTENT_PREVIEW:
        demo->reading = true;
        break;
    case INTENT_BACK:
        demo->reading = false;
        break;
    case INTENT_OFFER:
        start_child(demo, "echo out; echo err >&2; exit 3");
        break;
    case INTENT_RELOAD:
        start_child(demo, "sleep 600");
        break;
    case INTENT_REDO:
        loop_timer(&demo->loop, 1, 20);
        break;
    case INTENT_PALETTE:
        run_in_front(demo);
        break;
    case INTENT_SUSPEND:
        terminal_suspend(demo->terminal);
        break;
    case INTENT_REDRAW:
        terminal_redraw(demo->terminal);
        break;
    case INTENT_LEAVE:
        loop_stop(&demo->loop);
        break;
    }
}

static void
take_press(void *data, struct press press)
{
    struct demo *demo = data;
    const struct key key = keymap_decode(press, place(demo));

    text_clear(&demo->message);
    if (!widget_key(demo, key))
        page_key(demo, key.intent);
}

static void
take_paste(void *data, const char *text, bool cut)
{
    struct demo *demo = data;

    say(demo, cut ? "cut to" : "pasted", (int)strlen(text));
    if (edit_paste(&demo->name, text) == EDIT_JOINED)
        text_add(&demo->message, ", newlines became spaces");
}

static void
take_tick(void *data, unsigned timer)
{
    say(data, "tick of timer", (int)timer);
}

static void
take_answer(void *data, const struct answer *answer)
{
    struct demo *demo = data;

    say(demo, "answered", answer->status);
    text_addf(&demo->message, " %.*s %.*s", (int)answer->output_len - 1,
        answer->output, (int)answer->errors_len - 1, answer->errors);
}

static void
draw_row(const void *data, size_t item, struct screen *screen, struct area area,
    enum role role)
{
    (void)data;
    screen_putf(screen, area.row, area.col, role, "template %zu", item + 1);
}

static void
draw_page(struct demo *demo, struct screen *screen, struct area page)
{
    static const char *const buttons[] = {"Copy code", NULL};
    const int left = page.cols >= 76 ? 44 : page.cols;
    const struct area menu = {page.row + 1, 2, 1, 24};
    const struct area radio = {page.row + 2, 0, 3, left};
    const struct area list = {page.row + 5, 0, page.rows - 5, left};
    const struct bubble bubble = {.sender = "Acme",
        .service = "SMS",
        .body = edit_text(&demo->name),
        .buttons = buttons};

    edit_draw(&demo->name, screen, page.row, 2, 24, demo->field == FIELD_NAME);
    choice_draw(&demo->menu, screen, menu, demo->field == FIELD_MENU);
    choice_draw(&demo->radio, screen, radio, demo->field == FIELD_RADIO);
    list_fit(&demo->list, 1000, list.rows);
    list_draw(
        &demo->list, screen, list, draw_row, NULL, demo->field == FIELD_LIST);
    if (left < page.cols)
        bubble_draw(&bubble, screen,
            (struct area){page.row, left + 2, page.rows, page.cols - left - 2});
    choice_draw_menu(&demo->menu, screen, menu);
}

static void
draw(void *data, struct screen *screen)
{
    struct demo *demo = data;
    const struct frame frame = {
        .title = "Every widget",
        .title_short = "Widgets",
        .workspace = "acme",
        .state = "draft saved",
        .state_short = "saved",
        .second = " one page",
        .help = "Tab goes on.",
        .message = text_str(&demo->message),
        .message_role = ROLE_WARNING,
        .place = place(demo),
    };
    const struct area page = frame_draw(&frame, screen);

    if (page.rows && demo->reading) {
        view_fit(&demo->view, page.rows, page.cols, screen->unicode);
        view_draw(&demo->view, screen, page, true);
    } else if (page.rows) {
        draw_page(demo, screen, page);
    }
}

static const struct loop_hooks hooks = {
    .press = take_press,
    .paste = take_paste,
    .tick = take_tick,
    .answer = take_answer,
    .draw = draw,
};

/* What must not be lost goes to $DEMO_DRAFT before the terminal does. */
static void
save_draft(const struct demo *demo)
{
    const char *path = getenv("DEMO_DRAFT");
    FILE *out = path ? fopen(path, "we") : NULL;

    if (!out)
        return;
    (void)fprintf(out, "%s\n", edit_text(&demo->name));
    (void)fclose(out);
}

int
main(void)
{
    static struct demo demo;
    struct failure failure = {0};

    (void)setlocale(LC_ALL, "");
    if (!terminal_able(&failure)) {
        (void)fprintf(stderr, "plain: %s\n", failure.text);
        return 2;
    }
    demo.terminal = terminal_open(!getenv("NO_COLOR"), &failure);
    if (!demo.terminal ||
        !loop_open(&demo.loop, demo.terminal, &hooks, &demo, &failure))
        return 3;
    guard_note("the draft is safe\r\n");
    demo.menu.drop_down = true;
    choice_set(&demo.menu, channels, ARRAY_LEN(channels), 0);
    choice_set(&demo.radio, channels, ARRAY_LEN(channels), 1);
    demo.view.text = "A text to read.\n\nIt has a second paragraph.";
    const int number = loop_run(&demo.loop);
    if (number)
        save_draft(&demo);
    loop_close(&demo.loop);
    terminal_close(demo.terminal);
    edit_done(&demo.name);
    text_done(&demo.message);
    if (number)
        terminal_die(number);
    (void)printf("left in peace\n");
    return 0;
}
