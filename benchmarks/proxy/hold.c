/* hold - holds thousands of connections through a proxy and times what a change to the proxy does to all of them.
 *
 * usage: hold PORT API_PORT     (127.0.0.1, from eight source addresses), commands on standard input, one JSON line back for each:
 *   open N                     opens N more; each sends 200 bytes and waits for them to come back, 3 s at most
 *                              (0.3 s once 256 have waited in vain)
 *   beat TIMES EVERY_MS K      sends 8 bytes TIMES times on each of the first K (0 = all), at their own pace; waits for the answers,
 *                              until 1 s brings none
 *   call METHOD PATH BODY      one request to the API: how long until its answer began
 *   cut METHOD PATH BODY       the same, and until when every connection had been closed
 *   refuse METHOD PATH BODY    the same, and when the port first refused a connection (tried every 0.5 ms)
 *   close                      resets what is open
 * What is sent is a count per connection, 8 bytes each, so that a byte lost, doubled, reordered or of another connection shows.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <time.h>

#define RING 64
#define GREETING 25
#define SOURCES 8
#define CONNECTING 256
enum { UNUSED, STARTED, GREETED, OPEN, ENDED };
typedef struct { int fd; uint32_t sent, got; uint8_t state, kept; uint8_t rest[8]; uint64_t since[RING]; } conn;

static conn *C; static int count, ep, opened, under_way, fins, resets;
static uint64_t wrong, answered, last_end, first_end; static uint32_t *times; static int measured, room;
static struct sockaddr_in proxy, api;

static uint64_t now_us(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1000000ull + t.tv_nsec / 1000; }
static int by_size(const void *a, const void *b) { uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b; return x < y ? -1 : x > y; }

static void end(conn *c, int reset) {
  if (c->state == STARTED || c->state == GREETED) under_way--;
  if (c->state == OPEN) { opened--; last_end = now_us(); if (!first_end) first_end = last_end; }
  if (reset) resets++; else fins++;
  c->state = ENDED;
  close(c->fd);
}

static int say(conn *c, int words) {
  uint64_t out[GREETING];
  for (int i = 0; i < words; i++) out[i] = (uint64_t)(c - C) << 32 | (c->sent + i);
  c->since[(c->sent + words - 1) % RING] = now_us();
  if (send(c->fd, out, words * 8, MSG_NOSIGNAL) != words * 8) return 0;
  c->sent += words;
  return 1;
}

static void begin(conn *c) {
  int on = 1; struct linger reset = {1, 0};
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000201 + (c - C) % SOURCES)};
  setsockopt(c->fd, IPPROTO_IP, 24 /* IP_BIND_ADDRESS_NO_PORT */, &on, sizeof on);
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  bind(c->fd, (void *)&from, sizeof from);
  c->state = STARTED; c->sent = c->got = c->kept = 0; c->since[0] = now_us();
  under_way++;
  if (connect(c->fd, (void *)&proxy, sizeof proxy) < 0 && errno != EINPROGRESS) { end(c, 1); return; }
  struct epoll_event e = {EPOLLIN | EPOLLOUT, {.u32 = c - C}};
  epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
}

static void readable(conn *c) {
  uint8_t buffer[8 + 4096], *p = buffer + 8;
  int k = recv(c->fd, p, 4096, 0);
  if (k < 0 && errno == EAGAIN) return;
  if (k <= 0) { end(c, k < 0); return; }
  uint64_t now = now_us(); uint8_t *stop = p + k;
  p -= c->kept; memcpy(p, c->rest, c->kept);
  for (; stop - p >= 8; p += 8) {
    uint64_t word; memcpy(&word, p, 8);
    if (word != ((uint64_t)(c - C) << 32 | c->got)) wrong++;
    if (c->state == OPEN) { answered++; if (measured < room) times[measured++] = now - c->since[c->got % RING]; }
    c->got++;
  }
  c->kept = stop - p; memcpy(c->rest, p, c->kept);
  if (c->state == GREETED && c->got == GREETING) { c->state = OPEN; opened++; under_way--; }
}

static void pump(int ms) {
  static struct epoll_event events[1024];
  int k = epoll_wait(ep, events, 1024, ms);
  for (int j = 0; j < k; j++) {
    conn *c = &C[events[j].data.u32];
    if (c->state == ENDED) continue;
    if (c->state == STARTED) {
      int error = 0; socklen_t l = sizeof error; getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &l);
      struct epoll_event e = {EPOLLIN, {.u32 = c - C}}; epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
      if (error || !say(c, GREETING)) { end(c, 1); continue; }
      c->state = GREETED;
    }
    if (events[j].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(c);
  }
}

static void open_more(int n) {
  int first = count, was = opened, mute = 0; uint64_t began = now_us();
  fins = resets = 0;
  if (count + n > room) n = room - count;
  for (int oldest = first; oldest < first + n;) {
    while (count < first + n && under_way < CONNECTING) begin(&C[count++]);
    pump(20);
    for (; oldest < count && (C[oldest].state == OPEN || C[oldest].state == ENDED); oldest++) {}
    for (int i = oldest; i < count; i++) if (C[i].state < OPEN) {
      if (now_us() - C[i].since[0] < (mute < CONNECTING ? 3000000 : 300000)) break;
      mute++; resets--; end(&C[i], 1);
    }
  }
  printf("{\"asked\":%d,\"opened\":%d,\"reset\":%d,\"fin\":%d,\"mute\":%d,\"seconds\":%.3f}\n", n, opened - was, resets, fins, mute, (now_us() - began) / 1e6);
}

static void beat(int times_each, int every_ms, int k) {
  if (!k || k > count) k = count;
  uint64_t began = now_us(), seen = 0, quiet = began; long total = 0, failed = 0, sent = 0;
  wrong = answered = 0; measured = 0;
  for (int i = 0; i < k; i++) total += C[i].state == OPEN ? times_each : 0;
  for (long next = 0; ;) {
    uint64_t now = now_us();
    for (int burst = 0; next < (long)k * times_each && burst < 64; burst++, next++) {
      conn *c = &C[next % k];
      if (began + next / k * every_ms * 1000ull + next % k * every_ms * 1000ull / k > now) break;
      if (c->state != OPEN) continue;
      if (say(c, 1)) sent++; else failed++;
    }
    int done = next >= (long)k * times_each;
    pump(done ? 20 : every_ms ? 1 : 0);
    if (answered != seen || !done) { seen = answered; quiet = now_us(); }
    if (done && (answered >= (uint64_t)sent || now_us() - quiet > 1000000)) break;
  }
  qsort(times, measured, sizeof *times, by_size);
  printf("{\"asked\":%ld,\"sent\":%ld,\"answered\":%lu,\"wrong\":%lu,\"min_us\":%u,\"p50_us\":%u,\"p99_us\":%u,\"max_us\":%u}\n", total, sent, answered, wrong,
         measured ? times[0] : 0, measured ? times[measured / 2] : 0, measured ? times[measured * 99L / 100] : 0, measured ? times[measured - 1] : 0);
}

typedef struct { char *method, *path, *body; uint64_t began, answer; int status; } request;
static void *ask(void *argument) {
  request *r = argument; char text[4096];
  r->began = now_us();
  int fd = socket(AF_INET, SOCK_STREAM, 0), n;
  n = snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
               r->method, r->path, ntohs(api.sin_port), strlen(r->body), r->body);
  if (connect(fd, (void *)&api, sizeof api) || write(fd, text, n) != n || (n = read(fd, text, sizeof text - 1)) <= 0) { close(fd); r->answer = now_us(); return 0; }
  r->answer = now_us();
  text[n] = 0; sscanf(text, "HTTP/1.1 %d", &r->status);
  while (read(fd, text, sizeof text) > 0) {}
  close(fd);
  return 0;
}

static volatile int probing; static uint64_t refused;
static void *probe(void *unused) {
  (void)unused; struct linger reset = {1, 0};
  while (probing) {
    int fd = socket(AF_INET, SOCK_STREAM, 0), r = connect(fd, (void *)&proxy, sizeof proxy), error = errno;
    uint64_t now = now_us();
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset); close(fd);
    if (r && error == ECONNREFUSED) { refused = now; return 0; }
    usleep(500);
  }
  return 0;
}

static void change(request *r, int cuts, int refuses) {
  pthread_t asking, trying; int before = opened, done = 0;
  fins = resets = 0; first_end = last_end = refused = 0; probing = 1;
  if (!cuts) { ask(r); printf("{\"status\":%d,\"answer_ms\":%.2f}\n", r->status, (r->answer - r->began) / 1e3); return; }
  pthread_create(&asking, 0, ask, r);
  if (refuses) pthread_create(&trying, 0, probe, 0);
  for (uint64_t until = now_us() + 10000000; opened > 0 && now_us() < until;) pump(20);
  while (!done) done = pthread_tryjoin_np(asking, 0) == 0 || (usleep(1000), 0);
  if (refuses) { usleep(5000); probing = 0; pthread_join(trying, 0); }
  printf("{\"status\":%d,\"answer_ms\":%.2f,\"before\":%d,\"closed\":%d,\"fin\":%d,\"reset\":%d,\"first_ms\":%.2f,\"last_ms\":%.2f,\"refused_ms\":%.2f}\n", r->status, (r->answer - r->began) / 1e3,
         before, before - opened, fins, resets, ((double)first_end - r->began) / 1e3, ((double)last_end - r->began) / 1e3, refused ? ((double)refused - r->began) / 1e3 : -1.0);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  struct rlimit files; getrlimit(RLIMIT_NOFILE, &files); files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files);
  room = files.rlim_max - 100;
  C = calloc(room, sizeof *C); times = calloc(room, sizeof *times); ep = epoll_create1(0);
  proxy = api = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  proxy.sin_port = htons(atoi(argv[1])); api.sin_port = htons(atoi(argv[2]));
  static char line[4096];
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    char *command = strtok(line, " "); int a = 0, b = 0, k = 0;
    if (!strcmp(command, "open")) { open_more(atoi(strtok(0, " "))); }
    else if (!strcmp(command, "beat")) { sscanf(strtok(0, ""), "%d %d %d", &a, &b, &k); beat(a, b, k); }
    else if (!strcmp(command, "close")) {
      for (int i = 0; i < count; i++) if (C[i].state != ENDED) end(&C[i], 1);
      count = 0; printf("{}\n");
    } else {
      request r = {0}; r.method = strtok(0, " "); r.path = strtok(0, " "); char *body = strtok(0, ""); r.body = body ? body : "";
      change(&r, strcmp(command, "call"), !strcmp(command, "refuse"));
    }
    fflush(stdout);
  }
  return 0;
}
