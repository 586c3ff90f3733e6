/* The help page: from the page, the field and the key table, so that it
 * cannot be wrong. */
#include "page.h"

static void
add_keys(struct text *out, struct key_place place)
{
    size_t n;
    const struct key_row *rows = keymap_rows(&n);

    for (size_t i = 0; i < n; i++) {
        char name[PRESS_NAME_SIZE];

        if (!rows[i].help || !keymap_row_acts(&rows[i], place))
            continue;
        press_name(rows[i].presses[0], name);
        text_addf(out, "  %-10s %s\n", name, rows[i].help);
    }
}

void
wizard_show_help(struct wizard *wizard)
{
    const struct page_ops *page = page_at(wizard->at.step);
    const struct question *question = form_question(&wizard->form);
    const char *field = page->help(wizard);
    auto_(text) struct text words = {0};
    auto_(text) struct text title = {0};

    const bool merging = wizard->overlay == OVERLAY_MERGE;

    text_addf(&words, "What this page is for\n\n%s\n\n",
        merging ? "Chooses, for each field in which the draft and the changed "
                  "file differ, whose it becomes. What one side alone has "
                  "changed is chosen already; ! marks what both have changed."
                : page->purpose);
    if (question && page->form && !merging)
        text_addf(&words, "%s: %s\n", question->label, question->ask);
    if (field && !merging)
        text_addf(&words, "%s\n\n", field);
    text_add(&words, "Keys here\n\n");
    add_keys(&words, wizard_place(wizard));
    text_addf(&title, "Help: %s", merging ? "Mine or theirs" : page->title);
    wizard_show(wizard, title.bytes, words.bytes);
}
