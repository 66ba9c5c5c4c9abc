/**
 * Registrations of payment providers: the facts about each that are needed before it is opened. The payments service reads them, and so does
 * `npm run doctor`, which must work before packages are installed: this file imports none. `registry.ts` opens the providers.
 * - `required`: the variables that an owner must set for it.
 * - `faultsIn`: its settings that are there and cannot be used, each with the reason.
 * - `clockUrl`: an address of the provider whose responses have the time in their header `Date`; undefined if it runs on this machine.
 * - `takesMoney`: whether it moves money with these settings, so that a trial is not taken for a shop that is open.
 */

/** @typedef {Readonly<Record<string, string | undefined>>} Settings */
/** @typedef {{ variable: string, reason: string }} SettingFault */
/** @typedef {{ required: readonly string[], faultsIn: (settings: Settings) => SettingFault[], clockUrl: (settings: Settings) => string | undefined, takesMoney: (settings: Readonly<Record<string, unknown>>) => boolean }} Registration */

export const registrations = /** @satisfies {Record<string, Registration>} */ ({
  sandbox: { required: [], faultsIn: () => [], clockUrl: () => undefined, takesMoney: () => false },
  stripe: {
    required: ["HANSA_STRIPE_SECRET_KEY", "HANSA_STRIPE_PUBLISHABLE_KEY", "HANSA_STRIPE_WEBHOOK_SECRET"],
    faultsIn: stripeFaults,
    clockUrl: ({ HANSA_STRIPE_URL: standIn }) => standIn || "https://api.stripe.com",
    takesMoney: ({ HANSA_STRIPE_SECRET_KEY: key, HANSA_STRIPE_URL: standIn }) => !standIn && liveKey.test(String(key)),
  },
});

const testKey = /^(sk|rk)_test_\w+$/;
/** Stripe's keys and signing secrets have 24 characters or more behind their prefix. A shorter one is cut off, or made up for a dry run. */
const liveKey = /^(sk|rk)_live_\w{24,}$/;
const testPublishableKey = /^pk_test_\w+$/;
const livePublishableKey = /^pk_live_\w{24,}$/;
const wholeSecret = /^whsec_\S{24,}$/;
const trialSecret = /^whsec_\S+$/;

/** The settings of Stripe that cannot be used. Reasons never show a key. @param {Settings} settings @returns {SettingFault[]} */
function stripeFaults(settings) {
  const { HANSA_STRIPE_SECRET_KEY: key, HANSA_STRIPE_WEBHOOK_SECRET: secrets, HANSA_STRIPE_URL: url } = settings;
  const faults = [];
  const isTrial = key !== undefined && testKey.test(key);
  const isKey = key !== undefined && (isTrial || liveKey.test(key));
  if (key && !isKey)
    faults.push({
      variable: "HANSA_STRIPE_SECRET_KEY",
      reason: "is a whole secret or restricted key: sk_test_…, rk_test_…, sk_live_… or rk_live_…",
    });
  faults.push(...publishableFaults(settings.HANSA_STRIPE_PUBLISHABLE_KEY, isKey ? isTrial : undefined));
  const isSecret = (/** @type {string} */ secret) => (isTrial ? trialSecret : wholeSecret).test(secret);
  if (secrets && !splitSecrets(secrets).every(isSecret))
    faults.push({ variable: "HANSA_STRIPE_WEBHOOK_SECRET", reason: "each is a whole signing secret: whsec_…" });
  if (url && !isStandInAddress(url))
    faults.push({
      variable: "HANSA_STRIPE_URL",
      reason: "is http://127.0.0.1:4016 or https://HOST, without a path: only loopback goes unencrypted",
    });
  else if (url && key && !isTrial)
    faults.push({
      variable: "HANSA_STRIPE_URL",
      reason: "only a key of the test mode (sk_test_ or rk_test_) is sent to another address than Stripe's",
    });
  return faults;
}

/**
 * The key of the browser is of the same mode as the secret key: a token that one mode has made is unknown in the other.
 * @param {string | undefined} key @param {boolean | undefined} isTrial undefined: the secret key is wrong @returns {SettingFault[]}
 */
function publishableFaults(key, isTrial) {
  const variable = "HANSA_STRIPE_PUBLISHABLE_KEY";
  if (!key) return [];
  if (!testPublishableKey.test(key) && !livePublishableKey.test(key))
    return [{ variable, reason: "is a whole publishable key: pk_test_… or pk_live_…" }];
  return isTrial === undefined || testPublishableKey.test(key) === isTrial
    ? []
    : [{ variable, reason: "is of the same mode as the secret key: both test, or both live" }];
}

/** Keys and card tokens leave this machine only over TLS. @param {string} text @returns {boolean} */
function isStandInAddress(text) {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, origin, href } = new URL(text);
  const isLoopback = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
  return href === `${origin}/` && (protocol === "https:" || (protocol === "http:" && isLoopback));
}

/**
 * The settings with which payments refuses to start: those that the chosen providers require and that are missing, and those of any provider that
 * cannot be used. The doctor names them too. Providers that do not exist are left out.
 * @param {readonly string[]} chosen @param {Settings} settings @returns {SettingFault[]}
 */
export function findConfigFaults(chosen, settings) {
  const missing = chosen
    .filter(isRegistered)
    .flatMap((name) =>
      registrations[name].required
        .filter((variable) => !settings[variable])
        .map((variable) => ({ variable, reason: `the provider ${name} needs it (docs/owners/payments.md)` })),
    );
  return [...missing, ...Object.values(registrations).flatMap(({ faultsIn }) => faultsIn(settings))];
}

/** The secrets of a list. @param {string} list @returns {string[]} */
export function splitSecrets(list) {
  return list.split(",").map((secret) => secret.trim());
}

/** The names in `HANSA_PAYMENT_PROVIDERS`, the default provider first. @param {string | undefined} list @returns {string[]} */
export function splitProviders(list) {
  return (list || "sandbox").split(",").map((name) => name.trim());
}

/** Whether there is a provider of this name. @param {string} name @returns {name is keyof typeof registrations} */
export function isRegistered(name) {
  return Object.hasOwn(registrations, name);
}
