/* Telling differences. */
#include "words.h"

void
words_find(struct differences *words, const struct version *before,
    const struct version *after, const struct workspace *workspace)
{
    const struct difference_side was = version_side(before);
    const struct difference_side is = version_side(after);

    if (before->flow && after->flow)
        differences_find(words, &was, &is, workspace);
}

void
words_print(const struct differences *words, FILE *out)
{
    for (size_t i = 0; i < words->n; i++)
        fprintf(out, "  %s\n", words->items[i].text);
}

void
words_answer(json_t *answer, const struct differences *words)
{
    json_t *list = answer_list(answer, "differences");

    for (size_t i = 0; i < words->n; i++) {
        json_t *item = answer_object();

        answer_text(item, "path", words->items[i].path);
        answer_text(item, "text", words->items[i].text);
        answer_item(list, item);
    }
}
