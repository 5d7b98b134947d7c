/* bulk - one stream as fast as it goes.
 *
 * usage: bulk sink               prints its port; prints "bytes seconds" for each connection; ends when its standard input does
 *        bulk send PORT SECONDS  writes to 127.0.0.1:PORT for so long
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BLOCK (128 * 1024)
static char block[BLOCK];
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }

static int sink(void) {
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}; socklen_t l = sizeof a;
  if (bind(listener, (void *)&a, sizeof a) || listen(listener, 16)) { perror("bulk"); return 1; }
  getsockname(listener, (void *)&a, &l);
  printf("%d\n", ntohs(a.sin_port)); fflush(stdout);
  for (;;) {
    struct pollfd wait[2] = {{listener, POLLIN, 0}, {0, POLLIN, 0}};
    poll(wait, 2, -1);
    if (wait[1].revents) return 0;
    int fd = accept(listener, 0, 0);
    uint64_t bytes = 0; double began = 0, last = 0;
    for (long k; (k = read(fd, block, BLOCK)) > 0; bytes += k) { last = now(); if (!bytes) began = last; }
    close(fd);
    if (bytes) { printf("%lu %.6f\n", bytes, last - began); fflush(stdout); }
  }
}

int main(int count, char **arguments) {
  if (count == 2 && !strcmp(arguments[1], "sink")) return sink();
  if (count != 4) return 2;
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[2])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (void *)&a, sizeof a)) { perror("bulk"); return 1; }
  for (double until = now() + atof(arguments[3]); now() < until;) if (write(fd, block, BLOCK) < 0) { perror("bulk"); return 1; }
  close(fd);
  return 0;
}
