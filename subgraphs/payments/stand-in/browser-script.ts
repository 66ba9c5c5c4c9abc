/** The stand-in for Stripe.js, as text: the calls that the storefront makes of it, with a frame for the card and another one for the bank. */

/** Runs in the browser of a buyer. The card is typed into a frame of the stand-in, so that a page without its hosts in the policy fails. */
export const browserScript = `(() => {
  const origin = new URL(document.currentScript.src).origin;

  async function call(path, fields) {
    const form = new URLSearchParams(fields);
    const response = fields.card === undefined
      ? await fetch(origin + path + "?" + form)
      : await fetch(origin + path, { method: "POST", body: form });
    const body = await response.json();
    return response.ok ? { value: body } : { error: body.error };
  }

  function openFrame(place, path, onMessage) {
    const frame = document.createElement("iframe");
    frame.src = origin + path;
    frame.title = "Secure frame of the stand-in for Stripe";
    frame.style.cssText = "border: 0; inline-size: 100%; block-size: 5.5rem";
    const hear = ({ source, data }) => {
      if (source === frame.contentWindow) onMessage(data);
    };
    addEventListener("message", hear);
    place.append(frame);
    return () => {
      removeEventListener("message", hear);
      frame.remove();
    };
  }

  function openElements(options) {
    const handlers = {};
    const tell = (name) => (handlers[name] ?? []).forEach((handler) => handler());
    let card = "";
    let close = () => undefined;
    const element = {
      on: (name, handler) => void (handlers[name] ??= []).push(handler),
      mount: (place) => {
        close = openFrame(place, "/frames/card", (data) => {
          if (data.card === undefined) return tell("ready");
          card = data.card;
          tell("change");
        });
      },
      destroy: () => close(),
    };
    return {
      options,
      card: () => card,
      create: () => element,
      update: async (changed) => void Object.assign(options, changed),
      submit: async () => card === ""
        ? { error: { type: "validation_error", message: "Your card number is incomplete." } }
        : { selectedPaymentMethod: "card" },
    };
  }

  window.Stripe = (key) => {
    const retrieve = async (clientSecret) => {
      const id = clientSecret.replace(/_secret$/, "");
      const { value, error } = await call("/v1/payment_intents/" + id, { key, client_secret: clientSecret });
      return error ? { error } : { paymentIntent: value };
    };
    return {
      elements: openElements,
      createConfirmationToken: async ({ elements }) => {
        const usage = elements.options.setupFutureUsage ?? "";
        const fields = { key, card: elements.card(), setup_future_usage: usage };
        const { value, error } = await call("/v1/confirmation_tokens", fields);
        return error ? { error } : { confirmationToken: value };
      },
      retrievePaymentIntent: retrieve,
      handleNextAction: async ({ clientSecret }) => {
        const dialog = document.createElement("dialog");
        document.body.append(dialog);
        dialog.showModal();
        const id = clientSecret.replace(/_secret$/, "");
        await new Promise((resolve) => openFrame(dialog, "/frames/bank/" + id, resolve));
        dialog.remove();
        const { paymentIntent } = await retrieve(clientSecret);
        return paymentIntent.status === "requires_payment_method"
          ? { error: { type: "invalid_request_error", message: "Not authenticated.", payment_intent: paymentIntent } }
          : { paymentIntent };
      },
    };
  };
})();
`;
