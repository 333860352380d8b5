export {
  SILENT,
  a,
  answers,
  closedPort,
  replyTo,
  standIn,
  type Behaviour,
  type Incoming,
  type StandIn,
} from './stand-in.js'
