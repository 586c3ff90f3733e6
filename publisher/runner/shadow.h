/*
 * Shadows: answers are matched with the lines of `errors` in their order, so a
 * line may stand before another, or before `accepted`, and take all that it
 * could get.
 */
#pragma once

#include "recipe.h"

/* Adds a finding "provider-wrong" for each line, or word of a line, that no
 * answer can reach, and for `accepted` (NULL: there is none) of that request. */
void shadow_check(const struct recipe_errors *errors,
    const struct recipe_match *accepted, const struct node *request,
    const struct provider *provider, struct findings *findings);
