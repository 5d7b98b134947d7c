/* relay - the least that a proxy can do, as a yardstick: one epoll thread, bytes from one socket to the other, no toxics, no API.
 *
 * usage: relay UPSTREAM_PORT      prints its port and its control port; ends when its standard input does
 *
 * A request on the control port, whatever it says, closes every socket of every connection in one loop, then is answered.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static int *other, ep, most;

static void watch(int fd) { struct epoll_event e = {EPOLLIN, {.fd = fd}}; epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e); }

static int open_listener(void) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}; socklen_t l = sizeof a;
  if (bind(fd, (void *)&a, sizeof a) || listen(fd, 4096)) { perror("relay"); exit(1); }
  getsockname(fd, (void *)&a, &l);
  printf("%d\n", ntohs(a.sin_port)); fflush(stdout);
  watch(fd);
  return fd;
}

static void drop(int fd) { int o = other[fd]; other[o] = other[fd] = 0; close(fd); close(o); }

static void pass(int fd) {
  static char buffer[128 * 1024];
  int k = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
  if (k < 0 && errno == EAGAIN) return;
  if (k <= 0) { drop(fd); return; }
  for (int done = 0; done < k;) {
    int s = send(other[fd], buffer + done, k - done, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (s >= 0) { done += s; continue; }
    if (errno != EAGAIN) { drop(fd); return; }
    struct pollfd room = {other[fd], POLLOUT, 0};
    poll(&room, 1, -1);
  }
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  struct sockaddr_in up = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct rlimit files; getrlimit(RLIMIT_NOFILE, &files); files.rlim_cur = files.rlim_max; setrlimit(RLIMIT_NOFILE, &files);
  most = files.rlim_max;
  other = calloc(most, sizeof *other);
  ep = epoll_create1(0);
  int listener = open_listener(), control = open_listener();
  watch(0);
  for (;;) {
    struct epoll_event events[512];
    int k = epoll_wait(ep, events, 512, -1);
    for (int j = 0; j < k; j++) {
      int fd = events[j].data.fd, on = 1, client;
      if (fd == 0) { char b[64]; if (read(0, b, sizeof b) <= 0) return 0; }
      else if (fd == control) {
        if ((client = accept(control, 0, 0)) < 0) continue;
        char b[1024]; if (read(client, b, sizeof b) < 0) perror("relay");
        for (int i = 0; i < most; i++) if (other[i]) close(i);
        memset(other, 0, most * sizeof *other);
        static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        send(client, ok, sizeof ok - 1, MSG_NOSIGNAL);
        close(client);
        break; /* the rest of the events is of sockets that are closed */
      } else if (fd == listener) {
        while ((client = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0) {
          int server = socket(AF_INET, SOCK_STREAM, 0);
          if (server < 0 || connect(server, (void *)&up, sizeof up)) { close(server); close(client); continue; }
          setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
          setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
          other[client] = server; other[server] = client;
          watch(client); watch(server);
        }
      } else if (other[fd]) pass(fd);
    }
  }
}
