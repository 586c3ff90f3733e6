/*
 * The pump: libcurl's sockets and timers on one epoll, so that a wake-up costs
 * what happened and not what is in flight. One thread's, but for pump_wake().
 */
#pragma once

#include <curl/curl.h>
#include <stdint.h>

struct pump;

struct pump *pump_open(void); /* NULL with errno: no descriptor */
void pump_close(struct pump *pump);

/* Where handles are added and removed. */
CURLM *pump_multi(const struct pump *pump);

/* For each handle's CURLOPT_OPENSOCKETFUNCTION to tell what it opened. */
void pump_opened(struct pump *pump, curl_socket_t fd);

/* Each handle's CURLOPT_CLOSESOCKETFUNCTION, with the pump as its data. */
int pump_close_socket(void *data, curl_socket_t fd);

/* Waits at most wait_ms for a socket, a timer of libcurl's or pump_wake(), and
 * lets libcurl do what there is to do. */
void pump_run(struct pump *pump, int64_t wait_ms);

/* Ends the present wait or the next one; from any thread. */
void pump_wake(struct pump *pump);
