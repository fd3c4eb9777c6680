/* A server that is not the slow side: one epoll loop that writes SSE chunks on schedule and remembers when each left.
   Compiled and started by index.ts: GAP_NS TOKENS PHASE_NS; prints its port. Ends with its standard input.
   POST: an answer of TOKENS chunks, GAP_NS apart, the first after 100 ms and up to PHASE_NS more. GET: the true times as NDJSON.
   DELETE: forgets them. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_FDS 8192
#define MAX_REQUEST 65536
#define FIRST_NS 100000000LL
/* Nearer than this, the next chunk is waited for without sleeping. */
#define SPIN_NS 60000LL

struct answer {
  int id, count;
  long long received_ns, *sent_ns;
};

struct connection {
  char *request;
  int length, is_streaming;
  long long due_ns;
  struct answer *answer;
};

static struct connection connections[MAX_FDS];
static struct answer **answers;
static int answer_count, answer_capacity;
static int heap[MAX_FDS], heap_size;
static long long gap_ns, phase_ns;
static int tokens, started;
static char chunk[512], end[1024];
static int chunk_length, end_length;

static long long now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void swap(int a, int b) {
  int fd = heap[a];
  heap[a] = heap[b];
  heap[b] = fd;
}

static long long due(int at) {
  return connections[heap[at]].due_ns;
}

static void push(int fd) {
  int at = heap_size++;
  heap[at] = fd;
  for (; at > 0 && due(at) < due((at - 1) / 2); at = (at - 1) / 2) swap(at, (at - 1) / 2);
}

static void sink(void) {
  for (int at = 0;;) {
    int least = 2 * at + 1;
    if (least >= heap_size) return;
    if (least + 1 < heap_size && due(least + 1) < due(least)) least++;
    if (due(at) <= due(least)) return;
    swap(at, least);
    at = least;
  }
}

static void pop(void) {
  heap[0] = heap[--heap_size];
  sink();
}

/* All of it: a client that lets 60 KiB lie is beyond what is measured here. */
static int send_all(int fd, const char *bytes, int length) {
  return send(fd, bytes, length, MSG_NOSIGNAL) == length;
}

static int framed(char *to, size_t size, const char *data) {
  return snprintf(to, size, "%zx\r\n%s\r\n", strlen(data), data);
}

static void prepare(void) {
  char text[400];
  snprintf(text, sizeof text, "data: {\"id\":\"chatcmpl-00000000-0000-4000-8000-000000000000\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
    "\"model\":\"sender\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
  chunk_length = framed(chunk, sizeof chunk, text);
  snprintf(text, sizeof text, "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"length\"}]}\n\n"
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":16,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\ndata: [DONE]\n\n", tokens, tokens + 16);
  end_length = framed(end, sizeof end - 8, text);
  end_length += sprintf(end + end_length, "0\r\n\r\n");
}

static void drop(int fd) {
  close(fd);
  free(connections[fd].request);
  memset(&connections[fd], 0, sizeof connections[fd]);
}

static void forget(void) {
  for (int i = 0; i < answer_count; i++) {
    free(answers[i]->sent_ns);
    free(answers[i]);
  }
  answer_count = 0;
}

static void answer_truth(int fd) {
  size_t size = 0;
  char *body = NULL, head[128];
  FILE *out = open_memstream(&body, &size);
  for (int i = 0; i < answer_count; i++) {
    fprintf(out, "{\"id\":\"%d\",\"receivedNs\":%lld,\"chunkNs\":[", answers[i]->id, answers[i]->received_ns);
    for (int t = 0; t < answers[i]->count; t++) fprintf(out, t ? ",%lld" : "%lld", answers[i]->sent_ns[t]);
    fprintf(out, "]}\n");
  }
  fclose(out);
  fcntl(fd, F_SETFL, 0);
  int length = sprintf(head, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", size);
  send_all(fd, head, length);
  for (size_t done = 0; done < size;) {
    ssize_t written = send(fd, body + done, size - done, MSG_NOSIGNAL);
    if (written <= 0) break;
    done += written;
  }
  fcntl(fd, F_SETFL, O_NONBLOCK);
  free(body);
}

static void start(int fd) {
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
  struct connection *c = &connections[fd];
  const char *id = strstr(c->request, "\"dyno_request_id\":\"");
  if (answer_count == answer_capacity) answers = realloc(answers, (answer_capacity = answer_capacity * 2 + 64) * sizeof *answers);
  c->answer = answers[answer_count++] = calloc(1, sizeof *c->answer);
  *c->answer = (struct answer){.id = id == NULL ? -1 : atoi(id + 19), .received_ns = now_ns(), .sent_ns = calloc(tokens, sizeof(long long))};
  send_all(fd, head, sizeof head - 1);
  /* Spread evenly, in mixed order. */
  c->due_ns = c->answer->received_ns + FIRST_NS + phase_ns * (started++ * 97 % 251) / 251;
  c->is_streaming = 1;
  push(fd);
}

/* A whole request has its head and as many bytes as that says. */
static int is_whole(const struct connection *c) {
  const char *head_end = strstr(c->request, "\r\n\r\n"), *length = strcasestr(c->request, "content-length:");
  if (head_end == NULL) return 0;
  return c->request + c->length - (head_end + 4) >= (length != NULL && length < head_end ? atoi(length + 15) : 0);
}

static void on_readable(int fd) {
  struct connection *c = &connections[fd];
  if (c->request == NULL) c->request = malloc(MAX_REQUEST);
  ssize_t length = recv(fd, c->request + c->length, MAX_REQUEST - 1 - c->length, 0);
  if (length < 0 && errno == EAGAIN) return;
  if (length <= 0) {
    if (!c->is_streaming) drop(fd);
    return;
  }
  c->length += length;
  c->request[c->length] = '\0';
  if (c->is_streaming || !is_whole(c)) return;
  c->length = 0;
  if (strncmp(c->request, "POST", 4) == 0) start(fd);
  else if (strncmp(c->request, "GET", 3) == 0) answer_truth(fd);
  else {
    forget();
    send_all(fd, "HTTP/1.1 204 No Content\r\n\r\n", 27);
  }
}

static void send_chunk(void) {
  int fd = heap[0];
  struct connection *c = &connections[fd];
  struct answer *a = c->answer;
  a->sent_ns[a->count++] = now_ns();
  int is_sent = send_all(fd, chunk, chunk_length);
  c->due_ns += gap_ns;
  if (is_sent && a->count < tokens) return sink();
  if (is_sent) send_all(fd, end, end_length);
  c->is_streaming = 0;
  pop();
  if (!is_sent) drop(fd);
}

static void on_connection(int listener, int epoll) {
  int one = 1, fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
  if (fd < 0) return;
  if (fd >= MAX_FDS) {
    close(fd);
    return;
  }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  gap_ns = atoll(argv[1]);
  tokens = atoi(argv[2]);
  phase_ns = atoll(argv[3]);
  prepare();
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 4096) != 0 || getsockname(listener, (struct sockaddr *)&address, &size) != 0) return 1;
  struct epoll_event of_listener = {.events = EPOLLIN, .data.fd = listener}, of_input = {.events = EPOLLIN, .data.fd = 0};
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &of_listener);
  epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &of_input);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    struct epoll_event events[256];
    long long wait_ns = heap_size == 0 ? 1000000000LL : due(0) - now_ns();
    struct timespec wait = {0, wait_ns > SPIN_NS ? (wait_ns > 900000000LL ? 900000000LL : wait_ns - SPIN_NS) : 0};
    int ready = epoll_pwait2(epoll, events, 256, &wait, NULL);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == 0) return 0;
      if (fd == listener) on_connection(listener, epoll);
      else on_readable(fd);
    }
    /* Not more than a batch, so that requests are heard under any load. */
    for (int sent = 0; sent < 256 && heap_size > 0 && due(0) <= now_ns(); sent++) send_chunk();
  }
}
