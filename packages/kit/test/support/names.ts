/** Names that a system adds to those of the kit: its alarms and the facts of its log, as the tests of the kit use them. */

declare module "../../src/runtime/alarms.ts" {
  interface AlarmNames {
    order_held: true;
    alarm_disputed: true;
    export_stalled: true;
  }
}

declare module "../../src/runtime/log-line.ts" {
  interface LogFacts {
    orderId?: string | null | undefined;
    checkoutId?: string | undefined;
    cartId?: string | undefined;
  }
}

export {};
