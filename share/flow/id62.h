/*
 * 16 bytes as 22 characters of 0-9A-Za-z, the ids of invocations: a number in
 * base 62, most significant digit first, always 22 long. So ids sort, byte by
 * byte, as their bytes do.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define ID62_SIZE 16
#define ID62_TEXT_SIZE 23 /* 22 characters and NUL */

void id62_format(char out[ID62_TEXT_SIZE], const uint8_t bytes[ID62_SIZE]);

/*
 * Reads an id back. False, and nothing written, for another length, another
 * character (blanks too), or a number over 128 bits.
 */
bool id62_parse(const char *text, uint8_t bytes[ID62_SIZE]);
