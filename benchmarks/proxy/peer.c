/* peer - the server behind the proxy, one epoll thread, so that it costs as little as can be.
 *
 * usage: peer          prints its port, serves 127.0.0.1 until its standard input ends
 *
 * A connection whose first byte is 'G' gets a WebSocket handshake and one text frame back for each frame it sends (what cclient
 * wants); any other gets its bytes back (what hold wants). It closes with RST once the other end has closed, which spares the proxy
 * 60 s of TIME_WAIT per connection and keeps the rounds of a benchmark from sharing ports.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NEW, RAW, HANDSHAKE, OPEN };
typedef struct { uint8_t state, matched, kept; uint8_t rest[61]; } conn;

static const char ANSWER[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
static const char BEAT[] = "\x81\x17{\"command\":\"heartBeat\"}";
static conn *C;
static int ep;

static void drop(int fd) { close(fd); C[fd].state = NEW; C[fd].kept = C[fd].matched = 0; }

/* False if the connection has ended. */
static int put(int fd, const void *data, int length) {
  if (send(fd, data, length, MSG_NOSIGNAL) == length) return 1;
  drop(fd);
  return 0;
}

static void readable(int fd) {
  static uint8_t buffer[64 + 65536];
  conn *c = &C[fd];
  uint8_t *p = buffer + 64;
  int k = recv(fd, p, 65536, MSG_DONTWAIT);
  if (k < 0 && errno == EAGAIN) return;
  if (k <= 0) { drop(fd); return; }
  uint8_t *end = p + k;
  if (c->state == NEW) c->state = *p == 'G' ? HANDSHAKE : RAW;
  if (c->state == RAW) { put(fd, p, k); return; }
  if (c->state == HANDSHAKE) {
    while (p < end && c->matched < 4) { c->matched = *p == "\r\n\r\n"[c->matched] ? c->matched + 1 : *p == '\r'; p++; }
    if (c->matched < 4 || !put(fd, ANSWER, sizeof ANSWER - 1)) return;
    c->state = OPEN;
  }
  p -= c->kept;
  memcpy(p, c->rest, c->kept);
  for (; end - p >= 2 && end - p >= 6 + (p[1] & 127); p += 6 + (p[1] & 127)) if (!put(fd, BEAT, sizeof BEAT - 1)) return;
  if (end - p > (int)sizeof c->rest) { drop(fd); return; }
  c->kept = end - p;
  memcpy(c->rest, p, c->kept);
}

int main(void) {
  struct rlimit files; getrlimit(RLIMIT_NOFILE, &files); files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files);
  C = calloc(files.rlim_max, sizeof *C);
  ep = epoll_create1(0);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}; socklen_t l = sizeof a;
  if (bind(listener, (void *)&a, sizeof a) || listen(listener, 4096)) { perror("peer"); return 1; }
  getsockname(listener, (void *)&a, &l);
  printf("%d\n", ntohs(a.sin_port)); fflush(stdout);
  struct epoll_event e = {EPOLLIN, {.fd = listener}}, events[512];
  epoll_ctl(ep, EPOLL_CTL_ADD, listener, &e);
  e.data.fd = 0; epoll_ctl(ep, EPOLL_CTL_ADD, 0, &e);
  for (;;) {
    int k = epoll_wait(ep, events, 512, -1);
    for (int j = 0; j < k; j++) {
      int fd = events[j].data.fd;
      if (fd == 0) { char b[64]; if (read(0, b, sizeof b) <= 0) return 0; continue; }
      if (fd != listener) { readable(fd); continue; }
      for (int client; (client = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0;) {
        struct linger reset = {1, 0}; int on = 1;
        setsockopt(client, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct epoll_event ce = {EPOLLIN, {.fd = client}};
        epoll_ctl(ep, EPOLL_CTL_ADD, client, &ce);
      }
    }
  }
}
