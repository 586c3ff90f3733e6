/* What is offered for the field with the focus: one key takes it. */
#include "acts.h"

#include <string.h>

#include "blame.h"
#include "page.h"
#include "sms_plain.h"

#define NUMBERS_MAX 99

/* "Login OTP 2", when another flow has the title. */
static bool
offer_title(const struct wizard *wizard, const char *title, struct text *out)
{
    const struct finding *finding = blame_field(&wizard->findings, "/title");

    if (!finding || strcmp(finding->code, "title-taken") != 0)
        return false;
    for (int n = 2; n <= NUMBERS_MAX; n++) {
        bool taken = false;

        text_clear(out);
        text_addf(out, "%s %d", title, n);
        for (size_t i = 0; i < wizard->index.n; i++)
            taken = taken ||
                (wizard->index.entries[i].title &&
                    !strcasecmp(wizard->index.entries[i].title, out->bytes));
        if (!taken)
            return true;
    }
    return false;
}

/* The same text without the characters that make an SMS dear. */
static bool
offer_plain(const struct wizard *wizard, const char *value, struct text *out)
{
    auto_(preview) struct preview preview = {0};

    if (!preview_make(&preview, &wizard->draft, wizard->at.channel, NULL) ||
        !preview.sms || !preview.count.nforcing)
        return false;
    return sms_plain_add(out, value) > 0;
}

bool
wizard_offer(const struct wizard *wizard, struct text *out)
{
    const struct question *question = form_question(&wizard->form);

    if (!wizard->has_draft || !question || wizard_read_only(wizard))
        return false;
    const char *value = draft_get(&wizard->draft, question->path);
    if (!value || !*value)
        return false;
    if (!strcmp(question->path, "/title"))
        return offer_title(wizard, value, out);
    return strstr(question->path, "/params/") &&
        offer_plain(wizard, value, out);
}

void
wizard_take_offer(struct wizard *wizard)
{
    auto_(text) struct text offer = {0};
    const struct question *question = form_question(&wizard->form);

    if (!wizard_offer(wizard, &offer)) {
        wizard_say(wizard, ROLE_TEXT, "nothing is offered here");
        return;
    }
    wizard->form.typed = false;
    (void)draft_answer(&wizard->draft, question->path, offer.bytes);
    wizard_commit(wizard);
    wizard_say(wizard, ROLE_TEXT, "taken: %s", offer.bytes);
}
