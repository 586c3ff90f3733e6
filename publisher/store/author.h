/* Who changes the store, FALLBACK_AUTHOR or "ada@host": for people who read
 * what was done, no proof of anything. */
#pragma once

char *author_name(void); /* the caller frees it */
