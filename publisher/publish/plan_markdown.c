/* A plan as the comment of a merge request. */
#include "plan_print.h"

bool
plan_print_markdown(
    const struct plan_print *print, FILE *out, struct failure *failure)
{
    (void)failure;
    auto_(heap) char *summary = plan_summary(print->publication);
    fprintf(out, "%s\n", summary);
    return true;
}
