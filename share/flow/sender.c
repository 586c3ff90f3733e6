/* Senders. */
#include "sender.h"

#include <stddef.h>
#include <string.h>

#include "base.h"
#include "phone.h"

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

enum { CODE_MIN = 3, CODE_MAX = 8, NAME_MAX_LEN = 11, AGENT_MAX = 128 };

/* NULL if it is a good name or short code; digits alone are no name. */
static const char *
name_fault(const char *sender)
{
    size_t len = strlen(sender), digits = strspn(sender, DIGITS);

    if (digits == len)
        return len >= CODE_MIN && len <= CODE_MAX
            ? NULL
            : "is digits alone: a short code has 3 to 8, and a number begins "
              "with '+'";
    if (strspn(sender, LETTERS DIGITS " ") != len)
        return "holds something else than A-Z, a-z, 0-9 and blanks";
    if (len > NAME_MAX_LEN)
        return "is longer than 11 characters";
    if (!strpbrk(sender, LETTERS))
        return "has no letter";
    if (sender[0] == ' ' || sender[len - 1] == ' ')
        return "begins or ends with a blank";
    return NULL;
}

static const char *
number_fault(const char *sender)
{
    char number[PHONE_TEXT_SIZE];

    if (*sender != '+')
        return "does not begin with '+' and a country code";
    return phone_fault_words(phone_normalise(sender, number));
}

static const char *
sms_fault(const char *sender)
{
    return *sender == '+' ? number_fault(sender) : name_fault(sender);
}

static const char *
agent_fault(const char *sender)
{
    size_t len = strlen(sender);

    if (strspn(sender, LETTERS DIGITS "._-@") != len)
        return "holds something else than A-Z, a-z, 0-9 and . _ - @";
    return len > AGENT_MAX ? "is longer than 128 characters" : NULL;
}

static const struct {
    const char *kind;
    const char *(*fault)(const char *sender);
} rules[] = {
    {"sms", sms_fault},
    {"whatsapp", number_fault},
    {"rcs", agent_fault},
};

enum sender_shape
sender_sms_shape(const char *sender)
{
    if (!*sender || sms_fault(sender))
        return SENDER_NONE;
    if (*sender == '+')
        return SENDER_NUMBER;
    return strpbrk(sender, LETTERS) ? SENDER_NAME : SENDER_SHORT_CODE;
}

const char *
sender_fault(const char *kind, const char *sender)
{
    if (!*sender)
        return "is empty";
    for (size_t i = 0; i < ARRAY_LEN(rules); i++)
        if (!strcmp(rules[i].kind, kind))
            return rules[i].fault(sender);
    return NULL;
}
