/**
 * `node dist/bench/dns/upstream.js PORT`: an upstream that has one address for every name. SIGUSR2 makes it silent for two seconds. A
 * program of its own, so that what it costs is not counted with the server that asks it.
 */
import { createSocket } from 'node:dgram'

const HEADER = 12
/** A reply, recursion desired and available, no error; one question, one answer. */
const FLAGS = [0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]
/** The name of the question, A, IN, an hour, 192.0.2.1. */
const ANSWER = Buffer.from([0xc0, HEADER, 0, 1, 0, 1, 0, 0, 0x0e, 0x10, 0, 4, 192, 0, 2, 1])
const SILENCE = 2_000

let silentUntil = 0
process.on('SIGUSR2', () => (silentUntil = performance.now() + SILENCE))

const socket = createSocket('udp4')
socket.on('message', (query, { address, port }) => {
  if (performance.now() < silentUntil) return
  let end = HEADER
  while (query[end] !== 0) end += (query[end] ?? 0) + 1
  const reply = Buffer.concat([query.subarray(0, end + 5), ANSWER])
  reply.set(FLAGS, 2)
  socket.send(reply, port, address)
})
socket.bind(Number(process.argv[2]), '127.0.0.1', () => console.log('upstream is ready'))
