/* The floor: what sockets and stamps alone cost. One epoll loop, one read a wake-up, no parsing but the search for tokens.
   Compiled and started by index.ts with --floor: HOST PORT MODEL STREAMS TOKENS. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_USE 4096
#define USE_PERIOD_NS 100000000LL

/* Only a delta with text has it: the opening one names its role first. */
static const char token[] = "{\"content\":\"";

struct stream {
  int fd;
  int matched;
  int count;
  int open;
  long long *stamps;
};

static double use[MAX_USE][3];
static int uses;

static long long now_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void take_use(long long at_ns) {
  long pages = 0;
  FILE *statm = fopen("/proc/self/statm", "r");
  if (statm == NULL || fscanf(statm, "%*s %ld", &pages) != 1) exit(1);
  fclose(statm);
  if (uses == MAX_USE) return;
  use[uses][0] = at_ns;
  use[uses][1] = now_ns(CLOCK_PROCESS_CPUTIME_ID) / 1e9;
  use[uses++][2] = (double)pages * sysconf(_SC_PAGESIZE);
}

static void start(struct stream *s, const char *host, int port, const char *model, int index, int tokens) {
  char body[512], request[1024];
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  int one = 1;
  inet_pton(AF_INET, host, &address.sin_addr);
  s->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(s->fd, (struct sockaddr *)&address, sizeof address) != 0) exit(1);
  setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  int length = snprintf(body, sizeof body,
    "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"request %d: one two three four five six seven eight\"}],"
    "\"max_tokens\":%d,\"stream\":true,\"dyno_request_id\":\"%d\"}", model, index, tokens, index);
  int total = snprintf(request, sizeof request,
    "POST /v1/chat/completions HTTP/1.1\r\nhost: %s\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s", host, length, body);
  if (write(s->fd, request, total) != total) exit(1);
  s->open = 1;
  s->stamps = calloc(tokens, sizeof *s->stamps);
}

static void search(struct stream *s, const char *bytes, ssize_t length, long long at_ns, int tokens) {
  for (ssize_t i = 0; i < length; i++) {
    if (bytes[i] != token[s->matched]) s->matched = bytes[i] == token[0];
    else if (token[++s->matched] == '\0') {
      if (s->count < tokens) s->stamps[s->count++] = at_ns;
      s->matched = 0;
    }
  }
}

static void print(const struct stream *streams, int n) {
  printf("{\"stampsNs\":[");
  for (int i = 0; i < n; i++) {
    printf(i ? ",[" : "[");
    for (int t = 0; t < streams[i].count; t++) printf(t ? ",%lld" : "%lld", streams[i].stamps[t]);
    printf("]");
  }
  printf("],\"use\":[");
  for (int i = 0; i < uses; i++) printf("%s[%.0f,%.6f,%.0f]", i ? "," : "", use[i][0], use[i][1], use[i][2]);
  printf("]}\n");
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  int n = atoi(argv[4]), tokens = atoi(argv[5]), left = n, epoll = epoll_create1(0);
  struct stream *streams = calloc(n, sizeof *streams);
  static char buffer[65536];
  long long used_ns = now_ns(CLOCK_MONOTONIC);
  take_use(used_ns);
  for (int i = 0; i < n; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &streams[i]};
    start(&streams[i], argv[1], atoi(argv[2]), argv[3], i, tokens);
    epoll_ctl(epoll, EPOLL_CTL_ADD, streams[i].fd, &event);
  }
  while (left > 0) {
    struct epoll_event events[1024];
    int ready = epoll_wait(epoll, events, 1024, 100);
    for (int i = 0; i < ready; i++) {
      struct stream *s = events[i].data.ptr;
      ssize_t length = read(s->fd, buffer, sizeof buffer);
      long long at_ns = now_ns(CLOCK_MONOTONIC);
      if (length > 0) search(s, buffer, length, at_ns, tokens);
      int ended = length <= 0 || (length >= 5 && memcmp(buffer + length - 5, "0\r\n\r\n", 5) == 0);
      if (!ended || !s->open) continue;
      s->open = 0;
      left--;
      close(s->fd);
    }
    long long at_ns = now_ns(CLOCK_MONOTONIC);
    if (at_ns - used_ns < USE_PERIOD_NS) continue;
    used_ns = at_ns;
    take_use(at_ns);
  }
  print(streams, n);
  return 0;
}
