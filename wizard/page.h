/* A page of the wizard: a row of functions. The frame, and the keys that are
 * the same everywhere, are not its business. */
#pragma once

#include "acts.h"
#include "standing.h"

struct page_ops {
    const char *title;   /* "Basic Information" */
    const char *name;    /* "template": for drafts and narrow windows */
    const char *purpose; /* for the help page */
    enum page keys;      /* which rows of the key table act here */
    bool form;           /* has the fields of `group` */
    enum question_group group;

    void (*enter)(struct wizard *wizard); /* NULL: nothing to prepare */
    enum focus (*focus)(const struct wizard *wizard);

    /* For the focused thing: what is allowed; borrowed or NULL. */
    const char *(*help)(const struct wizard *wizard);

    /* Its path, whose finding is shown; or NULL. */
    const char *(*path)(const struct wizard *wizard);

    void (*draw)(
        struct wizard *wizard, struct screen *screen, struct area page);

    /* Of pages with a form: what stands right of it where there is room, and
     * the words where there is no field. Either may be NULL. */
    void (*pane)(
        struct wizard *wizard, struct screen *screen, struct area pane);
    const char *(*empty)(const struct wizard *wizard);

    /* False: not a key of the page. */
    bool (*key)(struct wizard *wizard, struct key key);
    bool (*paste)(struct wizard *wizard, const char *text); /* may be NULL */
};

extern const struct page_ops page_flows, page_basics, page_channel,
    page_template, page_params, page_delay, page_chain, page_limits,
    page_review, page_publish;

/* The page at a step. */
const struct page_ops *page_at(enum step step);

/* What all pages with a form have in common (page_form.c). */
enum focus page_form_focus(const struct wizard *wizard);
const char *page_form_help(const struct wizard *wizard);
const char *page_form_path(const struct wizard *wizard);
bool page_form_key(struct wizard *wizard, struct key key);
bool page_form_paste(struct wizard *wizard, const char *text);

/* Draws the form and, where there is room, the page's pane right of it. */
void page_form_draw(
    struct wizard *wizard, struct screen *screen, struct area page);

/* A key for a search line or the list below it; what is found begins anew when
 * the line changes (page_find.c). */
enum edit_result page_find_key(
    struct edit *line, struct list *list, struct key key);

/* The message of the channel, in the pane. */
void page_preview(struct wizard *wizard, size_t channel,
    const struct template *template, struct screen *screen, struct area pane);

/* For what is said of templates; borrowed. */
struct standing page_standing(const struct wizard *wizard);

/* Lines of text in an area, wrapped. Returns the rows used. */
int page_text(
    struct screen *screen, struct area area, enum role role, const char *text);

/* Cuts a pane off the right of the page, behind a wall: its area, of 0 columns
 * where the page is too narrow. */
struct area page_pane(struct screen *screen, struct area *page);
