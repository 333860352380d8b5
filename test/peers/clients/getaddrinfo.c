/* Prints what getaddrinfo gives for a name, or getnameinfo for an address, a line each; exit code 2 with the error's name for none. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static int failed(int error) {
  puts(error == EAI_AGAIN || error == EAI_FAIL ? "SERVFAIL" : "NOTHING");
  return 2;
}

int main(int count, char **words) {
  if (count != 3) return 1;
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
  char text[NI_MAXHOST];
  int reverse = !strcmp(words[1], "PTR");
  if (reverse) hints.ai_flags = AI_NUMERICHOST;
  int error = getaddrinfo(words[2], NULL, &hints, &found);
  if (error) return failed(error);
  for (struct addrinfo *at = found; at; at = at->ai_next) {
    error = getnameinfo(at->ai_addr, at->ai_addrlen, text, sizeof text, NULL, 0, reverse ? NI_NAMEREQD : NI_NUMERICHOST);
    if (error) return failed(error);
    puts(text);
  }
  return 0;
}
