/* The wizard's pages without a terminal: presses go in, screens come out. */
#pragma once

#include "test.h"

#include "acts.h"
#include "grid.h"
#include "workspace_case.h"

#define ID "01929f5c-7d1e-7c3a-9b1e-3f1d2c4b5a73"
#define CONTROL_N PRESS_CONTROL('N')

struct fixture {
    struct workspace_case place;
    struct wizard wizard;
};

static inline int
pages_begin(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    *state = f;
    workspace_case_open(&f->place);
    wizard_init(&f->wizard, f->place.workspace);
    f->wizard.environment = "acme-dev"; /* the folder's name is random */
    return 0;
}

static inline int
pages_end(void **state)
{
    struct fixture *f = *state;

    wizard_done(&f->wizard);
    workspace_case_close(&f->place);
    free(f);
    return 0;
}

static inline void
press(struct fixture *f, int32_t code)
{
    wizard_hooks.press(&f->wizard, (struct press){code, false});
}

static inline void
type(struct fixture *f, const char *text)
{
    for (; *text; text++)
        press(f, *text);
}

/* Compares with screens/NAME.txt; times do not belong into it. */
static inline void
compare_in(
    struct fixture *f, int rows, int cols, bool unicode, const char *name)
{
    struct screen screen;

    screen_init(&screen, rows, cols, unicode);
    if (f->wizard.kept_at[0])
        (void)snprintf(
            f->wizard.kept_at, sizeof(f->wizard.kept_at), "14:02:31");
    for (size_t i = 0; i < f->wizard.flows.n; i++) {
        f->wizard.flows.rows[i].about = "changed 23 Nov 14:02";
        if (*f->wizard.flows.rows[i].changed)
            f->wizard.flows.rows[i].changed = "23 Nov 14:02";
    }
    wizard_draw(&f->wizard, &screen);
    grid_compare_file(&screen, name);
    screen_done(&screen);
}

static inline void
compare(struct fixture *f, int rows, int cols, const char *name)
{
    compare_in(f, rows, cols, true, name);
}

/* The four faces of a page: as usual, small, large, and in ASCII alone. */
static inline void
compare_all(struct fixture *f, const char *name)
{
    static const struct {
        int rows, cols;
        bool unicode;
        const char *suffix;
    } faces[] = {
        {24, 80, true, "80x24"},
        {12, 40, true, "40x12"},
        {60, 200, true, "200x60"},
        {24, 80, false, "80x24-ascii"},
    };
    char whole[64];

    for (size_t i = 0; i < ARRAY_LEN(faces); i++) {
        snprintf(whole, sizeof(whole), "%s-%s", name, faces[i].suffix);
        compare_in(f, faces[i].rows, faces[i].cols, faces[i].unicode, whole);
    }
    f->wizard.rows = f->wizard.cols = 0; /* the next press is a large one's */
}

/* Up to the template page of the first channel. */
static inline void
answer_basics(struct fixture *f)
{
    wizard_new(&f->wizard, ID);
    type(f, "Login web");
    press(f, PRESS_ENTER);
    type(f, "One-time code");
    press(f, PRESS_ENTER);
    press(f, PRESS_ENTER); /* authentication */
    press(f, PRESS_ENTER); /* nobody is told */
}

static inline void
answer_first_channel(struct fixture *f)
{
    press(f, PRESS_ENTER); /* whatsapp */
    press(f, PRESS_ENTER); /* the only sender */
    press(f, PRESS_ENTER); /* login_otp */
    press(f, CONTROL_N);   /* {{code}} was suggested */
}

static inline void
answer_second_channel(struct fixture *f)
{
    press(f, '+');
    press(f, PRESS_DOWN);
    press(f, PRESS_ENTER); /* sms */
    press(f, PRESS_ENTER);
    type(f, "otp");
    press(f, PRESS_ENTER); /* otp_sms */
    press(f, PRESS_DOWN);
    type(f, "Acme");
}

#define PAGES_TEST(name) \
    cmocka_unit_test_setup_teardown(name, pages_begin, pages_end)
