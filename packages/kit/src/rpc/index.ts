/** The face of `rpc`: contracts of operations and events, peers, and the instances of a service. */
export {
  type EventContract,
  eventContract,
  type InputOf,
  type Operation,
  type OutputOf,
  operation,
} from "./contract.ts";
export { askEachInstance } from "./each-instance.ts";
export { askSilentInstances, deliver } from "./instances/delivery.ts";
export {
  type Allowance,
  type Deadline,
  type Exchange,
  type ExchangeRequest,
  exchange,
  passDeadline,
} from "./instances/exchange.ts";
export { type Instance, isReady, isSilent } from "./instances/instance.ts";
export { type Instances, openInstances } from "./instances/instances.ts";
export { observeInstances } from "./instances/metrics.ts";
export { requestStream, type StreamOptions, UnsendableRequestError } from "./instances/stream.ts";
export { fetchPublicKeys, keysPath } from "./key-fetch.ts";
export { callOutside } from "./outbound.ts";
export { callPeer, type PeerCall, type PeerOptions, type Transport } from "./peers.ts";
export { directTransport, type HttpTransport, httpTransport, type ServiceAddresses } from "./transports.ts";
