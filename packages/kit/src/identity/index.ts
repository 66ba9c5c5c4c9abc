/** The face of `identity`: viewers, keys, tokens, and the networks of clients. */
export { checkApiKey, hasApiKeyPrefix, hashApiKey, makeApiKey } from "./api-key.ts";
export { isPublicAddress, type NetworkWidth, networkOf, networksOf } from "./client-network.ts";
export {
  findTokenViewer,
  type IdentityRefusal,
  identitiesUnavailable,
  noBearerToken,
  readBearerToken,
  readGuestTokens,
} from "./credentials.ts";
export { type HashedNetwork, hashNetworks, networkPath, widerNetworks } from "./hashed-network.ts";
export {
  graphPurpose,
  hasScope,
  type Identity,
  type IdentityHeaders,
  type Origin,
  signRequest,
  type Viewer,
  viewerIdOf,
} from "./identity.ts";
export { developmentKeys } from "./keys/development-keys.ts";
export { developmentRing, type KeyRing, outgoingKeys, watchKeyFile } from "./keys/key-ring.ts";
export {
  type ApiKeySecret,
  apiKeyProcesses,
  apiKeySecretText,
  entriesOf,
  KeyFaults,
  type KeySet,
  type PairKey,
  pairKeyText,
  processPairs,
  readApiKeySecret,
  readKeySet,
  readPairKey,
  readViewerKey,
  type ViewerSigningKey,
  viewerKeyText,
} from "./keys/key-set.ts";
export { keyIdAt, observeKeys } from "./keys/key-times.ts";
export {
  type AssertedViewer,
  openAssertionCheck,
  openAssertions,
  signAssertion,
  verifyPeers,
  verifyRouter,
} from "./keys/viewer-assertions.ts";
export { networkCounters, networkLimits } from "./network-counters.ts";
export { clientAddressReader, originOf, type Proxies, type TrustedProxies, trustProxyOf } from "./origin.ts";
export { type Person, requirePerson } from "./person.ts";
export { openSenders, type SenderOf } from "./senders.ts";
export { type AccessTokens, newAccessTokens, verifyAccessToken } from "./tokens/access-tokens.ts";
export { newPublicKeys } from "./tokens/public-keys.ts";
