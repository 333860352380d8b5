/*
 * A load generator for DNS servers: one process, one core that it never leaves, batched system calls.
 *
 *   load ADDRESS PORT [--seconds S] [--window MS] [--sockets N] [--tcp] [--unique] [--timeout MS] LOAD...
 *   LOAD: --closed FILE N   N questions always under way; the next is sent when one is answered or lost
 *         --open FILE RATE  RATE questions a second, whether or not they are answered
 *
 * A FILE holds questions as TCP carries them: messages, each after its length in two octets. Each LOAD asks its file's questions in
 * their order, over and over, and is counted by itself. With --unique the first 16 octets of each first label are overwritten by a
 * number that never comes twice.
 *
 * Prints a line of JSON for each window and one for the whole run. Times are microseconds. A reply counts as `wrong` when its question
 * is not, octet by octet, the one that was asked; `silence` is the longest time in which no reply came although one was due.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  IDS = 65536,
  BATCH = 64,
  LOADS = 4,
  SOCKETS = 64,
  LARGEST_QUESTION = 512,
  LARGEST_REPLY = 65535,
  HEADER = 12,
  UNIQUE = 16,
  RCODES = 16,
  /* Buckets are 1/64 of their value wide, so a quantile is told within 1.6 %. */
  STEPS = 64,
  BUCKETS = 58 * STEPS,
};

#define SECOND 1000000000ull
#define MILLISECOND 1000000ull
/* Behind by more, an open load gives up the questions it owes: sent late in one burst they would measure another load. */
#define LONGEST_BACKLOG (20 * MILLISECOND)

struct counts {
  uint64_t sent, answered, lost, wrong, truncated, unsent, rcodes[RCODES], longest, silence;
  uint32_t latencies[BUCKETS];
};

struct load {
  const char *file;
  uint8_t *text;
  size_t *starts, questions, next;
  /* Of the two one is 0. */
  uint64_t outstanding, rate;
  uint64_t under_way, due;
  struct counts all, window;
};

struct flow {
  int fd;
  uint8_t *out, *in;
  size_t out_length, in_length;
};

static struct {
  uint64_t sent_at, number;
  uint32_t question;
  uint8_t load, busy;
} ids[IDS];

static struct load loads[LOADS];
static struct flow flows[SOCKETS];
static int load_count, flow_count = 4, tcp, unique;
static uint16_t next_id;
static uint64_t next_number, busy_ids, last_reply, reconnects, lost_after = SECOND;
static struct sockaddr_in server;

static void fail(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, errno ? strerror(errno) : "not as expected");
  exit(2);
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * SECOND + t.tv_nsec;
}

static unsigned bucket_of(uint64_t value) {
  if (value < STEPS) return value;
  unsigned shift = 57 - __builtin_clzll(value);
  return (shift + 1) * STEPS + (value >> shift) - STEPS;
}

static double microseconds(uint64_t nanoseconds) { return nanoseconds / 1000.0; }

static double quantile(const struct counts *c, double q) {
  uint64_t wanted = c->answered * q, seen = 0;
  for (unsigned b = 0; b < BUCKETS; b++) {
    seen += c->latencies[b];
    if (seen <= wanted) continue;
    unsigned shift = b < STEPS ? 0 : b / STEPS - 1;
    uint64_t value = b < STEPS ? b : (uint64_t)(b % STEPS + STEPS) << shift;
    return microseconds(value < c->longest ? value : c->longest);
  }
  return microseconds(c->longest);
}

static void add(struct counts *all, const struct counts *part) {
  all->sent += part->sent, all->answered += part->answered, all->lost += part->lost, all->wrong += part->wrong;
  all->truncated += part->truncated, all->unsent += part->unsent;
  for (int i = 0; i < RCODES; i++) all->rcodes[i] += part->rcodes[i];
  for (int i = 0; i < BUCKETS; i++) all->latencies[i] += part->latencies[i];
  if (part->longest > all->longest) all->longest = part->longest;
  if (part->silence > all->silence) all->silence = part->silence;
}

static void print_counts(const char *kind, double seconds, int whole) {
  printf("{\"kind\":\"%s\",\"seconds\":%.6f,\"reconnects\":%llu,\"loads\":[", kind, seconds, (unsigned long long)reconnects);
  for (int i = 0; i < load_count; i++) {
    const struct counts *c = whole ? &loads[i].all : &loads[i].window;
    printf("%s{\"sent\":%llu,\"answered\":%llu,\"lost\":%llu,\"wrong\":%llu,\"truncated\":%llu,\"unsent\":%llu,\"rcodes\":{", i ? "," : "",
           (unsigned long long)c->sent, (unsigned long long)c->answered, (unsigned long long)c->lost, (unsigned long long)c->wrong,
           (unsigned long long)c->truncated, (unsigned long long)c->unsent);
    for (int r = 0, any = 0; r < RCODES; r++)
      if (c->rcodes[r]) printf("%s\"%d\":%llu", any++ ? "," : "", r, (unsigned long long)c->rcodes[r]);
    printf("},\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"max\":%.1f,\"silence\":%.1f}", quantile(c, 0.5), quantile(c, 0.99),
           quantile(c, 0.999), microseconds(c->longest), microseconds(c->silence));
  }
  printf("]}\n");
  fflush(stdout);
}

static void read_questions(struct load *load) {
  FILE *file = fopen(load->file, "rb");
  if (!file) fail(load->file);
  fseek(file, 0, SEEK_END);
  size_t size = ftell(file);
  rewind(file);
  load->text = malloc(size + 1);
  load->starts = malloc((size / HEADER + 1) * sizeof *load->starts);
  if (fread(load->text, 1, size, file) != size) fail(load->file);
  fclose(file);
  for (size_t at = 0; at + 2 <= size;) {
    size_t length = load->text[at] << 8 | load->text[at + 1];
    if (length <= HEADER || length > LARGEST_QUESTION || at + 2 + length > size) fail(load->file);
    if (unique && load->text[at + 2 + HEADER] < UNIQUE) fail("a first label without room for a unique number");
    load->starts[load->questions++] = at;
    at += 2 + length;
  }
  if (load->questions == 0) fail(load->file);
}

static void connect_flow(struct flow *flow) {
  flow->fd = socket(AF_INET, tcp ? SOCK_STREAM : SOCK_DGRAM, 0);
  /* Replies that wait for this process must not be lost: it is the server that is measured. */
  int one = 1, room = 4 << 20;
  setsockopt(flow->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  if (tcp) setsockopt(flow->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (flow->fd < 0 || connect(flow->fd, (struct sockaddr *)&server, sizeof server) < 0) fail("connect");
  fcntl(flow->fd, F_SETFL, O_NONBLOCK);
  flow->out_length = flow->in_length = 0;
}

static void reconnect(struct flow *flow) {
  reconnects++;
  close(flow->fd);
  connect_flow(flow);
}

static void write_number(uint8_t *to, uint64_t number) {
  /* Neighbouring numbers look unrelated, so that no server gains from their order. */
  uint64_t mixed = number * 0x9e3779b97f4a7c15ull;
  for (int i = 0; i < UNIQUE; i++, mixed >>= 4) to[i] = "0123456789abcdef"[mixed & 15];
}

static void lose(uint16_t id) {
  struct load *load = &loads[ids[id].load];
  ids[id].busy = 0, busy_ids--, load->under_way--, load->window.lost++;
}

/* Writes the load's next question and notes it; gives its length. */
static size_t ask(int index, uint8_t *message, uint64_t at) {
  struct load *load = &loads[index];
  uint16_t id = next_id++;
  if (ids[id].busy) lose(id);
  const uint8_t *question = load->text + load->starts[load->next];
  size_t length = question[0] << 8 | question[1];
  memcpy(message, question + 2, length);
  message[0] = id >> 8, message[1] = id;
  if (unique) write_number(message + HEADER + 1, next_number);
  if (busy_ids++ == 0) last_reply = at;
  ids[id].sent_at = at, ids[id].number = next_number++, ids[id].question = load->next, ids[id].load = index, ids[id].busy = 1;
  load->next = (load->next + 1) % load->questions;
  load->under_way++, load->window.sent++;
  return length;
}

/* The number of questions that a load may send now, at most a batch. */
static unsigned allowed(struct load *load, uint64_t at) {
  if (load->rate == 0) {
    uint64_t room = load->outstanding - load->under_way;
    return room < BATCH ? room : BATCH;
  }
  if (at > load->due + LONGEST_BACKLOG) {
    uint64_t owed = (at - load->due) * load->rate / SECOND;
    load->window.unsent += owed;
    load->due += owed * SECOND / load->rate;
  }
  unsigned count = 0;
  for (; load->due <= at && count < BATCH; count++) load->due += SECOND / load->rate;
  return count;
}

static void take(const uint8_t *reply, size_t length, uint64_t at) {
  if (length < HEADER) return;
  uint16_t id = reply[0] << 8 | reply[1];
  if (!ids[id].busy) return;
  struct load *load = &loads[ids[id].load];
  const uint8_t *asked = load->text + load->starts[ids[id].question] + 2;
  size_t end = HEADER;
  while (asked[end] != 0) end += asked[end] + 1;
  end += 5;
  uint8_t number[UNIQUE];
  write_number(number, ids[id].number);
  size_t same = unique ? HEADER + 1 + UNIQUE : HEADER;
  int wrong = length < end || (unique && memcmp(reply + HEADER + 1, number, UNIQUE)) || memcmp(reply + same, asked + same, end - same);
  ids[id].busy = 0, busy_ids--, load->under_way--;
  struct counts *c = &load->window;
  uint64_t latency = at - ids[id].sent_at, silence = at - last_reply;
  c->answered++, c->wrong += wrong, c->truncated += reply[2] >> 1 & 1, c->rcodes[reply[3] & 15]++, c->latencies[bucket_of(latency)]++;
  if (latency > c->longest) c->longest = latency;
  if (silence > c->silence) c->silence = silence;
  last_reply = at;
}

static uint8_t out_messages[BATCH][LARGEST_QUESTION], in_messages[BATCH][4096];
static struct iovec out_pieces[BATCH], in_pieces[BATCH];
static struct mmsghdr out_batch[BATCH], in_batch[BATCH];

static void send_datagrams(struct flow *flow, int index, unsigned count, uint64_t at) {
  for (unsigned i = 0; i < count; i++) out_pieces[i].iov_len = ask(index, out_messages[i], at);
  for (unsigned done = 0; done < count;) {
    int sent = sendmmsg(flow->fd, out_batch + done, count - done, 0);
    if (sent > 0) done += sent;
    /* An earlier datagram was refused (the server is restarting), or there is no room: try the same one again. */
    else if (errno != ECONNREFUSED && errno != EAGAIN && errno != ENOBUFS) fail("sendmmsg");
  }
}

static void receive_datagrams(struct flow *flow) {
  int received = recvmmsg(flow->fd, in_batch, BATCH, MSG_DONTWAIT, NULL);
  uint64_t at = now();
  for (int i = 0; i < received; i++) take(in_messages[i], in_batch[i].msg_len, at);
}

static void send_frames(struct flow *flow, int index, unsigned count, uint64_t at) {
  for (unsigned i = 0; i < count; i++) {
    uint8_t *frame = flow->out + flow->out_length;
    size_t length = ask(index, frame + 2, at);
    frame[0] = length >> 8, frame[1] = length;
    flow->out_length += length + 2;
  }
}

static void flush_frames(struct flow *flow) {
  if (flow->out_length == 0) return;
  ssize_t written = send(flow->fd, flow->out, flow->out_length, MSG_NOSIGNAL);
  if (written > 0) memmove(flow->out, flow->out + written, flow->out_length -= written);
  else if (errno != EAGAIN) reconnect(flow);
}

static void receive_frames(struct flow *flow) {
  ssize_t received = recv(flow->fd, flow->in + flow->in_length, 2 * LARGEST_REPLY - flow->in_length, 0);
  if (received < 0 && errno == EAGAIN) return;
  if (received <= 0) return reconnect(flow);
  uint64_t at = now();
  size_t start = 0, end = flow->in_length + received;
  for (size_t length; end - start >= 2 && end - start - 2 >= (length = flow->in[start] << 8 | flow->in[start + 1]); start += length + 2)
    take(flow->in + start + 2, length, at);
  memmove(flow->in, flow->in + start, flow->in_length = end - start);
}

static void lose_late(uint64_t at) {
  for (int id = 0; id < IDS; id++)
    if (ids[id].busy && at - ids[id].sent_at > lost_after) lose(id);
}

static void end_window(double seconds) {
  print_counts("window", seconds, 0);
  for (int i = 0; i < load_count; i++) {
    add(&loads[i].all, &loads[i].window);
    memset(&loads[i].window, 0, sizeof loads[i].window);
  }
}

static void run(double seconds, uint64_t window) {
  uint64_t start = now(), end = start + seconds * SECOND, window_start = start, look_at = start + 50 * MILLISECOND;
  unsigned turn = 0;
  last_reply = start;
  for (int i = 0; i < load_count; i++) loads[i].due = start;
  for (uint64_t at = start, idle = 0; at < end; at = now()) {
    uint64_t seen = next_number + last_reply;
    for (int i = 0; i < load_count; i++) {
      unsigned count = allowed(&loads[i], at);
      if (count == 0) continue;
      struct flow *flow = &flows[turn++ % flow_count];
      if (!tcp) send_datagrams(flow, i, count, at);
      else if (flow->out_length < LARGEST_REPLY) send_frames(flow, i, count, at);
    }
    for (int i = 0; i < flow_count; i++) {
      if (tcp) flush_frames(&flows[i]), receive_frames(&flows[i]);
      else receive_datagrams(&flows[i]);
    }
    /* A silence that still lasts is told in the window it lasts in, not only when it ends. */
    if (busy_ids && at > last_reply && at - last_reply > loads[0].window.silence) loads[0].window.silence = at - last_reply;
    /* An upstream may share this core. */
    idle = seen == next_number + last_reply ? idle + 1 : 0;
    if (idle > 8) sched_yield();
    if (at >= look_at) lose_late(at), look_at = at + 50 * MILLISECOND;
    if (at - window_start >= window) end_window((at - window_start) / 1e9), window_start = at;
  }
  end_window((now() - window_start) / 1e9);
  print_counts("whole", (now() - start) / 1e9, 1);
}

int main(int count, char **words) {
  double seconds = 3, window = 1000;
  if (count < 3) fail("usage: load ADDRESS PORT [options] --closed FILE N | --open FILE RATE");
  server.sin_family = AF_INET, server.sin_port = htons(atoi(words[2]));
  if (inet_pton(AF_INET, words[1], &server.sin_addr) != 1) fail(words[1]);
  for (int i = 3; i < count; i++) {
    const char *word = words[i], *value = i + 1 < count ? words[i + 1] : "";
    int closed = !strcmp(word, "--closed");
    if (!strcmp(word, "--tcp")) tcp = 1;
    else if (!strcmp(word, "--unique")) unique = 1;
    else if (!strcmp(word, "--seconds")) seconds = atof(value), i++;
    else if (!strcmp(word, "--window")) window = atof(value), i++;
    else if (!strcmp(word, "--sockets")) flow_count = atoi(value), i++;
    else if (!strcmp(word, "--timeout")) lost_after = atof(value) * MILLISECOND, i++;
    else if ((closed || !strcmp(word, "--open")) && i + 2 < count && load_count < LOADS) {
      struct load *load = &loads[load_count++];
      load->file = value;
      *(closed ? &load->outstanding : &load->rate) = atoll(words[i += 2]);
    } else fail(word);
  }
  if (load_count == 0 || flow_count < 1 || flow_count > SOCKETS) fail("the loads or the number of sockets");
  for (int i = 0; i < load_count; i++) read_questions(&loads[i]);
  for (int i = 0; i < flow_count; i++) {
    flows[i].out = malloc(2 * LARGEST_REPLY), flows[i].in = malloc(2 * LARGEST_REPLY);
    connect_flow(&flows[i]);
  }
  for (int i = 0; i < BATCH; i++) {
    out_pieces[i].iov_base = out_messages[i];
    in_pieces[i] = (struct iovec){in_messages[i], sizeof in_messages[i]};
    out_batch[i].msg_hdr = (struct msghdr){.msg_iov = &out_pieces[i], .msg_iovlen = 1};
    in_batch[i].msg_hdr = (struct msghdr){.msg_iov = &in_pieces[i], .msg_iovlen = 1};
  }
  run(seconds, window * MILLISECOND);
  return 0;
}
