/** All texts of the back office in German, by the part that shows them. */
import type { SameTexts } from "@hansa/front/texts";
import type * as en from "./en.ts";

export const frame: SameTexts<typeof en.frame> = {
  office: "Hansa",
  skip: "Zum Inhalt",
  pages: "Seiten",
  orders: "Bestellungen",
  signOut: "Abmelden",
  signOutFailed: "Sie sind nicht abgemeldet: Der Shop ist nicht erreichbar. Versuchen Sie es noch einmal.",
  otherLanguage: "English",
  loading: "Wird geladen …",
  pageFailed: "Diese Seite konnte nicht geladen werden.",
  loadAgain: "Noch einmal laden",
  absent: "Diese Seite gibt es nicht",
  absentText: "Die Adresse führt nirgendwohin. Im Menü stehen die Seiten, die es gibt.",
  nothing: "Für Ihre Rolle gibt es noch nichts",
  nothingText: "Das Backoffice hat bisher keine Seite für Ihre Rolle. Der Graph hat alles, was sie darf.",
  notStaff: "Dieses Konto gehört nicht zum Personal",
  notStaffText: "Melden Sie sich ab und mit einem Konto des Personals an. Rollen vergibt die Administration.",
  refused: "Ihre Rolle erlaubt diese Seite nicht",
  refusedText: "Wenden Sie sich an die Administration, wenn Sie sie für Ihre Arbeit brauchen.",
};

export const signIn: SameTexts<typeof en.signIn> = {
  title: "Anmelden",
  first: "Das Backoffice ist für das Personal dieses Shops.",
  again: "Ihre Sitzung ist zu Ende. Melden Sie sich an, dann geht es hier weiter: Nichts ist verloren.",
  email: "E-Mail",
  password: "Passwort",
  press: "Anmelden",
  wrong: "E-Mail oder Passwort ist falsch.",
  tooOften: (minutes: number) =>
    minutes === 1 ? "Zu viele Versuche. Warten Sie eine Minute." : `Zu viele Versuche. Warten Sie ${minutes} Minuten.`,
  unreachable: "Die Konten sind nicht erreichbar. Versuchen Sie es gleich noch einmal.",
};

export const away: SameTexts<typeof en.away> = {
  accounts: "Die Konten sind nicht erreichbar. Die Seite liest sie von selbst noch einmal.",
  orders: "Die Bestellungen sind nicht erreichbar. Die Seite liest sie von selbst noch einmal.",
  ordersKept: "Die Bestellungen sind nicht erreichbar. Sie sehen den Stand von vorher; er wird von selbst erneuert.",
  pictures: "Die Produkte sind nicht erreichbar: Bilder fehlen.",
  goods: "Die Produkte sind nicht erreichbar: Bilder und Bestand fehlen.",
  payments: "Die Zahlungen sind nicht erreichbar. Die Seite liest sie von selbst noch einmal.",
  people: "Die Konten sind nicht erreichbar: Namen von Personen fehlen.",
};

export const roles: SameTexts<typeof en.roles> = {
  CUSTOMER: "Kundschaft",
  SUPPORT: "Support",
  CATALOG_MANAGER: "Katalog",
  FULFILMENT: "Versand",
  FINANCE: "Buchhaltung",
  ADMIN: "Administration",
};

export const orderStates: SameTexts<typeof en.orderStates> = {
  PENDING_PAYMENT: "Zahlung offen",
  CONFIRMED: "Zu versenden",
  PARTIALLY_SHIPPED: "Teils versandt",
  SHIPPED: "Versandt",
  DELIVERED: "Zugestellt",
  COMPLETED: "Abgeschlossen",
  CANCELLED: "Storniert",
};

export const settlementStates: SameTexts<typeof en.settlementStates> = {
  UNPAID: "Unbezahlt",
  AUTHORIZED: "Autorisiert",
  PARTIALLY_PAID: "Teils bezahlt",
  PAID: "Bezahlt",
  REFUND_DUE: "Erstattung fällig",
  PARTIALLY_REFUNDED: "Teils erstattet",
  REFUNDED: "Erstattet",
};

export const holdReasons: SameTexts<typeof en.holdReasons> = {
  NEEDS_REVIEW: "Zu prüfen",
  REFUND_FAILED: "Eine Erstattung ist gescheitert",
  CUSTOMER_ERASED: "Daten der Kundschaft wurden gelöscht",
  MANUAL: "Vom Personal angehalten",
  WITHDRAWN: "Widerrufen",
};

export const orders: SameTexts<typeof en.orders> = {
  title: "Bestellungen",
  views: "Listen von Bestellungen",
  "to-prepare": "Zusammenzustellen",
  "to-pack": "Zu packen",
  "to-hand-over": "Zu übergeben",
  "to-send-again": "Noch einmal zu senden",
  all: "Alle",
  "on-hold": "Angehalten",
  "refund-failed": "Erstattung gescheitert",
  "awaits-payment": "Zahlung offen",
  cancelled: "Storniert",
  count: (count: string) => `${count} Bestellungen`,
  find: "Nummer, Name, E-Mail, SKU oder Sendung",
  moreFilters: "Weitere Filter",
  settlement: "Geld",
  anySettlement: "Jeder Stand",
  from: "Bestellt ab",
  until: "Bestellt bis",
  filter: "Filtern",
  clear: "Zurücksetzen",
  order: "Bestellung",
  customer: "Kundschaft",
  goods: "Waren",
  state: "Stand",
  money: "Geld",
  total: "Summe",
  placed: "Bestellt",
  units: (count: number) => (count === 1 ? "1 Stück" : `${count} Stück`),
  others: (count: number) => `+ ${count}`,
  erased: "Gelöscht",
  empty: "In dieser Liste steht keine Bestellung.",
  emptyFound: "Keine Bestellung dieser Liste passt zu den Filtern.",
  inAll: "In allen Bestellungen suchen",
  refused: "Die Adresse dieser Seite der Liste gilt nicht mehr.",
  toFirst: "Zur ersten Seite",
  newer: "Vorige Seite",
  older: "Nächste Seite",
  furtherPages: "Weitere Seiten",
  loading: "Wird geladen …",
};

export const order: SameTexts<typeof en.order> = {
  title: (number: string) => `Bestellung ${number}`,
  back: "Bestellungen",
  placed: (time: string) => `Bestellt am ${time}`,
  invoice: (number: string) => `Rechnung ${number}`,
  receipt: "Bestellbestätigung",
  onHold: (reason: string, since: string) => `Angehalten seit ${since}: ${reason}`,
  goods: "Waren",
  units: (count: number) => (count === 1 ? "1 Stück" : `${count} Stück`),
  free: (count: number) => `${count} frei im Bestand`,
  cancelled: (count: number) => `${count} storniert`,
  shipped: (count: number) => `${count} versandt`,
  delivered: (count: number) => `${count} zugestellt`,
  returned: (count: number) => `${count} zurückgekommen`,
  resendable: (count: number) => `${count} noch einmal zu senden`,
  refunded: (count: number) => `${count} erstattet`,
  reduced: (amount: string) => `um ${amount} gemindert`,
  parcels: "Pakete",
  noParcels: "Noch ist nichts vorbereitet.",
  fulfilment: (time: string) => `Vorbereitet am ${time}`,
  resend: "Noch einmal gesandt",
  cancelledFulfilment: "Storniert",
  putBack: "Zurückzulegen",
  packed: "Noch nicht gepackt",
  track: "Sendungsverfolgung",
  money: "Geld",
  subtotal: "Waren",
  discount: "Rabatt",
  shipping: "Versand",
  tax: "Steuer",
  includedTax: "Enthaltene Steuer",
  rounding: "Rundung",
  total: "Summe",
  due: "Noch zu zahlen",
  taxOf: (name: string, base: string) => `${name} von ${base}`,
  payments: "Zahlungen",
  noPayments: "Es gibt keine Zahlung.",
  captured: (amount: string) => `${amount} eingezogen`,
  refundedOf: (amount: string) => `${amount} erstattet`,
  pendingOf: (amount: string) => `${amount} Erstattung läuft`,
  failure: (code: string) => `Der Anbieter meldet: ${code}`,
  dispute: (amount: string, state: string) => `Rückbuchung über ${amount}: ${state}`,
  card: "Karte",
  refunds: "Erstattungen",
  returns: "Rücksendungen",
  returnOf: (time: string) => `Angefragt am ${time}`,
  withdrawals: "Widerrufe",
  dueBy: (time: string) => `Erstattung fällig bis ${time}`,
  history: "Verlauf",
  customer: "Kundschaft",
  guest: "Ohne Konto",
  erased: "Die Daten der Kundschaft wurden gelöscht.",
  shipTo: "Lieferung an",
  billTo: "Rechnung an",
  vatId: (id: string) => `USt-IdNr. ${id}`,
  days: (min: number, max: number) => (min === max ? `${max} Werktage` : `${min} bis ${max} Werktage`),
  notes: "Notizen",
  noNotes: "Keine Notizen. Nur das Personal sieht sie.",
  note: "Notiz",
  addNote: "Notiz speichern",
  hold: "Anhalten",
  holdTitle: "Bestellung anhalten",
  holdHint: "Bis zur Freigabe wird nichts versandt. Der Grund wird eine Notiz.",
  reason: "Grund",
  release: "Freigeben",
  releaseTitle: "Bestellung freigeben",
  releaseHint: "Die Bestellung geht weiter. Ihr Befund wird eine Notiz.",
  findings: "Befund",
  invalid: "Schreiben Sie 1 bis 2000 Zeichen.",
  loading: "Wird geladen …",
  cardNumber:
    "Die Notiz ist gespeichert, sieht aber aus, als enthielte sie eine Kartennummer. Die gehört in keine Notiz.",
  send: "Versenden",
  sendAgain: "Noch einmal senden",
  refund: "Erstatten",
  cancelOrder: "Stornieren",
  parcelIs: (status: string) => `Das Paket hat sich inzwischen geändert. Sein Stand: ${status}.`,
  trackingNumber: "Sendungsnummer",
  trackingUrl: "Seite der Sendungsverfolgung",
  putBackPress: "Zurückgelegt",
  capture: "Einziehen",
};

export const cancelReasons: SameTexts<typeof en.cancelReasons> = {
  OUT_OF_STOCK: "Storniert: Die Waren waren ausverkauft",
  PAYMENT_REFUSED: "Storniert: Die Zahlung wurde abgelehnt",
  CUSTOMER: "Von der Kundschaft storniert",
  SHOP: "Vom Shop storniert",
};

export const shipmentStatuses: SameTexts<typeof en.shipmentStatuses> = {
  READY: "Gepackt",
  SHIPPED: "Versandt",
  IN_TRANSIT: "Unterwegs",
  OUT_FOR_DELIVERY: "In Zustellung",
  DELIVERED: "Zugestellt",
  LOST: "Verloren",
  RETURNED: "Zurückgekommen",
  UNPACKED: "Ausgepackt",
};

export const paymentStates: SameTexts<typeof en.paymentStates> = {
  CREATED: "Angelegt",
  REQUIRES_ACTION: "Wartet auf die Kundschaft",
  PROCESSING: "In Arbeit",
  AUTHORIZED: "Autorisiert",
  PARTIALLY_CAPTURED: "Teils eingezogen",
  CAPTURED: "Eingezogen",
  PARTIALLY_REFUNDED: "Teils erstattet",
  REFUNDED: "Erstattet",
  VOIDED: "Aufgehoben",
  FAILED: "Gescheitert",
  EXPIRED: "Abgelaufen",
};

export const disputeStates: SameTexts<typeof en.disputeStates> = { OPEN: "offen", WON: "gewonnen", LOST: "verloren" };

export const refundStates: SameTexts<typeof en.refundStates> = {
  PENDING: "Läuft",
  SUCCEEDED: "Erledigt",
  FAILED: "Gescheitert",
};

export const returnStates: SameTexts<typeof en.returnStates> = {
  REQUESTED: "Angefragt",
  APPROVED: "Genehmigt",
  REJECTED: "Abgelehnt",
  RECEIVED: "Eingetroffen",
  REFUNDED: "Erstattet",
  CLOSED: "Geschlossen",
};

export const withdrawalStates: SameTexts<typeof en.withdrawalStates> = {
  UNCONFIRMED: "Zu bestätigen",
  RECEIVED: "Wirksam",
  SETTLED: "Abgewickelt",
  CONTESTED: "Bestritten",
  UNMATCHED: "Ohne Bestellung",
};

export const orderEvents: SameTexts<typeof en.orderEvents> = {
  PLACED: "Die Bestellung ging ein.",
  PAYMENT_CAPTURED: "Die Zahlung wurde eingezogen.",
  CONFIRMED: "Die Bestellung wurde bestätigt.",
  HELD: "Die Bestellung wurde angehalten.",
  CANCELLED: "Die Bestellung wurde storniert.",
  RESUMED: "Die Bestellung wurde freigegeben.",
  PAYMENT_RELEASED: "Die Autorisierung wurde aufgehoben.",
  CANCEL_REQUESTED: "Eine Stornierung wurde verlangt.",
  LINES_CANCELLED: "Teile wurden storniert.",
  FULFILMENT_CREATED: "Waren wurden vorbereitet.",
  SHIPPED: "Ein Paket wurde versandt.",
  DELIVERED: "Ein Paket wurde zugestellt.",
  HANDED_OVER: "Waren wurden übergeben.",
  PARCEL_LOST: "Ein Paket ging verloren.",
  PARCEL_RETURNED: "Ein Paket kam zurück.",
  UNPACKED: "Ein Paket wurde ausgepackt.",
  COMPLETED: "Die Bestellung ist abgeschlossen.",
  RETURN_REQUESTED: "Eine Rücksendung wurde angefragt.",
  RETURN_APPROVED: "Die Rücksendung wurde genehmigt.",
  RETURN_REJECTED: "Die Rücksendung wurde abgelehnt.",
  RETURN_RECEIVED: "Rücksendungen sind eingetroffen.",
  RETURN_CLOSED: "Eine Rücksendung wurde geschlossen.",
  WITHDRAWAL_DECLARED: "Ein Widerruf ging ein.",
  WITHDRAWAL_CONFIRMED: "Ein Widerruf wurde bestätigt.",
  REFUNDED: "Geld wurde erstattet.",
  REFUND_FAILED: "Eine Erstattung ist gescheitert.",
  DISPUTED: "Die Zahlung wurde zurückgebucht.",
  MAIL_REFUSED: "Eine Mail wurde abgewiesen: Die Adresse ist womöglich falsch.",
  CONTACT_UPDATED: "Die Kontaktdaten wurden berichtigt.",
};

export const parcelPresses: SameTexts<typeof en.parcelPresses> = {
  READY: "Gepackt",
  SHIPPED: "Übergeben",
  IN_TRANSIT: "Unterwegs",
  OUT_FOR_DELIVERY: "In Zustellung",
  DELIVERED: "Zugestellt",
  LOST: "Verloren",
  RETURNED: "Zurückgekommen",
  UNPACKED: "Auspacken",
};

export const parcelHints: SameTexts<typeof en.parcelHints> = {
  READY: "Das Paket ist gepackt und wartet.",
  SHIPPED: "Die Kundschaft erhält eine Mail mit der Sendungsnummer. Auspacken lässt sich das Paket dann nicht mehr.",
  IN_TRANSIT: "Das Paket ist beim Zusteller.",
  OUT_FOR_DELIVERY: "Das Paket wird heute zugestellt.",
  DELIVERED:
    "Das ist endgültig. Mit dem letzten Paket ist die Bestellung zugestellt, und die Frist für Rücksendungen beginnt.",
  LOST: "Eine Bestellung, deren Pakete alle verloren sind, wird angehalten. Ein Paket kann sich noch finden.",
  RETURNED:
    "Das ist endgültig. Die Waren lassen sich noch einmal senden oder erstatten und wieder in den Bestand nehmen.",
  UNPACKED: "Das ist endgültig. Die Waren warten wieder aufs Packen und lassen sich stornieren.",
};

export const noOrder: SameTexts<typeof en.noOrder> = {
  absent: "Diese Bestellung gibt es nicht.",
  loading: "Wird geladen …",
};

export const change: SameTexts<typeof en.change> = {
  back: "Zurück",
  done: "Das ist erledigt.",
  changed: "Die Bestellung hat sich inzwischen geändert: Sie steht hier, wie sie jetzt ist.",
  marked: "Sehen Sie die markierten Felder an. Nichts ist geschehen.",
  unknown: "Es ist nicht bekannt, ob das geschehen ist. Sehen Sie nach, bevor Sie es noch einmal versuchen.",
  unknownOnce: "Es ist nicht bekannt, ob das geschehen ist. Drücken Sie noch einmal: Es geschieht nur ein Mal.",
  keyReused:
    "Das vorige Drücken hat gewirkt, mit den Angaben von vorhin. Sehen Sie die Bestellung an und drücken Sie dann für mehr.",
  refused: "Der Shop hat das abgelehnt.",
  notDone: "Die Konten sind nicht erreichbar, und nichts ist geschehen. Versuchen Sie es gleich noch einmal.",
  signedOut: "Sie waren abgemeldet, und nichts ist geschehen. Drücken Sie noch einmal.",
  lookFirst: "Noch ist nichts geschehen. Sehen Sie an, was hier steht, und drücken Sie noch einmal.",
  noPreview: "Der Shop kann gerade nicht sagen, was daraus wird. Drücken Sie, um noch einmal zu fragen.",
  noAmount: "Schreiben Sie einen Betrag, etwa 12,50.",
  other: "Der Shop hat diese Angabe abgelehnt.",
};

export const changePage: SameTexts<typeof en.changePage> = { back: (number: string) => `Bestellung ${number}` };

export const units: SameTexts<typeof en.units> = {
  of: (title: string) => `Stück von ${title}`,
  left: (count: number) => `von ${count}`,
};

export const refusals: SameTexts<typeof en.refusals> = {
  left: (count: number) =>
    count === 0 ? "Keins ist übrig." : count === 1 ? "Nur 1 ist übrig." : `Nur ${count} sind übrig.`,
  atMost: (amount: string) => `Höchstens ${amount} sind übrig.`,
};

export const transitionCauses: SameTexts<typeof en.transitionCauses> = {
  ORDER_STATE: "Die Bestellung hat inzwischen einen anderen Stand: Damit geht das nicht.",
  ON_HOLD: "Die Bestellung ist angehalten. Geben Sie sie zuerst frei.",
  NOT_ON_HOLD: "Die Bestellung ist nicht angehalten.",
  PACKED:
    "Etwas von der Bestellung ist gepackt. Packen Sie es zuerst aus, oder stornieren Sie nur, was nicht gepackt ist.",
  NOTHING_LEFT: "Von der Bestellung ist dafür nichts übrig.",
  CANCELLATION_REQUESTED: "Die Bestellung wird bereits storniert.",
  CAPTURED_ON_PLACEMENT: "Das Geld wurde bei der Bestellung eingezogen.",
  NOT_CAPTURED: "Das Geld ist noch nicht eingezogen. Ziehen Sie es zuerst ein, oder stornieren Sie die Bestellung.",
  PARTLY_REVERSED: "Etwas von der Bestellung wurde versandt, storniert, erstattet oder zurückgebucht.",
  TAX_NOT_LOWER: "Die USt-IdNr. senkt die Steuer dieser Bestellung nicht.",
};

export const quantityCauses: SameTexts<typeof en.quantityCauses> = {
  PACKED_OR_SENT: "Die anderen sind gepackt, versandt oder storniert.",
  ALREADY_SET_ASIDE: "Die anderen sind schon vorbereitet, storniert oder werden erstattet.",
  NOT_RESENDABLE: "Nur was zurückkam oder ersetzt wird, lässt sich noch einmal senden.",
  NOT_IN_FULFILMENT: "Die anderen sind schon gepackt.",
  NOT_CANCELLED: "Die anderen wurden nicht storniert oder liegen schon zurück.",
  ALREADY_REFUNDED: "Die anderen sind schon erstattet oder gepackt. Packen Sie sie zuerst aus.",
  NOT_RETURNABLE: "Die anderen sind nicht angekommen oder in einer anderen Rücksendung.",
  RETURN_REJECTED: "Die Rücksendung der anderen wurde abgelehnt.",
  NOT_ANNOUNCED: "Die anderen wurden nicht zugestellt oder sind in anderen Rücksendungen.",
  NOT_RECEIVED: "Die anderen der Rücksendung sind nicht eingetroffen.",
  NOT_SENT: "Nur was versandt war und nicht wieder im Bestand ist, kommt in den Bestand.",
};

export const problems: SameTexts<typeof en.problems> = {
  EMPTY: "Wählen Sie mindestens eins.",
  TOO_SMALL: "Nehmen Sie mindestens eins.",
  NEGATIVE: "Schreiben Sie null oder mehr.",
  LENGTH: "Schreiben Sie etwas, aber nicht zu viel.",
  TOO_LONG: "Das ist zu lang.",
  FORMAT: "Schreiben Sie eine Adresse, die mit https:// beginnt.",
  UNKNOWN_LINE: "Die Bestellung hat keine solche Position.",
  NOT_SENT: "Etwas davon geht ohne Paket.",
  UNSENT: "Weniger als ihr Wert gilt nur für versandte Stücke.",
  DUPLICATE: "Mindern Sie den Preis einer Position ein Mal.",
  PAYABLE_STEP: "Einen solchen Betrag nimmt der Zahlungsanbieter nicht: Beachten Sie den kleinsten Schritt.",
};

export const send: SameTexts<typeof en.send> = {
  title: (number: string) => `Bestellung ${number} versenden`,
  titleAgain: (number: string) => `Bestellung ${number} noch einmal senden`,
  onHold: (reason: string) => `Die Bestellung ist angehalten: ${reason}. Bis zur Freigabe wird nichts versandt.`,
  nothing: "Nichts wartet auf den Versand.",
  to: (address: string) => `An ${address}`,
  units: "Stücke im Paket",
  carrier: "Zusteller",
  trackingNumber: "Sendungsnummer",
  trackingUrl: "Seite der Sendungsverfolgung",
  leaves: "Das Paket",
  leavesNow: "geht jetzt ab: Die Kundschaft erhält eine Mail",
  leavesLater: "ist gepackt und geht später ab",
  send: (units: number) => `${units} Stück versenden`,
  pack: (units: number) => `${units} Stück packen`,
  sent: (units: number) => `${units} Stück versandt.`,
  packed: (units: number) => `${units} Stück gepackt.`,
};

export const refund: SameTexts<typeof en.refund> = {
  title: (number: string) => `Bestellung ${number} erstatten`,
  nothing: "Von dieser Bestellung lässt sich jetzt nichts erstatten.",
  units: "Stücke, deren Preis erstattet wird",
  more: "Anderer Betrag, Bestand",
  less: "Betrag statt ihres Wertes",
  lessHint: "Ohne Stücke: ein niedrigerer Preis für Waren, die bleiben.",
  restock: "Sie sind zurück und kommen in den Bestand",
  shipping: "Versand",
  shippingAtMost: (amount: string) => `Versand, höchstens ${amount}`,
  goodwill: "Kulanz",
  goodwillField: "Kulanz, für keine Waren",
  step: (amount: string) => `In Schritten von ${amount}.`,
  unsent: "Stücke, die nicht versandt sind,",
  unsentCancelled: "werden storniert und kommen in den Bestand",
  unsentSent: "werden trotzdem versandt",
  reason: "Grund",
  nothingChosen: "Wählen Sie Stücke, oder schreiben Sie einen Betrag.",
  refund: "Erstatten",
  refundOf: (amount: string) => `${amount} erstatten`,
  amount: "Die Kundschaft erhält",
  heldBack: "Der Shop behält vom Preis",
  after: "Danach noch zu erstatten",
  cancels: "Wird storniert:",
  reduction: (title: string) => `Niedrigerer Preis: ${title}`,
};

export const refunded: SameTexts<typeof en.refunded> = {
  SUCCEEDED: (amount: string) => `${amount} wurden erstattet.`,
  PENDING: (amount: string) => `Die Erstattung von ${amount} läuft.`,
  FAILED: (amount: string) => `Die Erstattung von ${amount} ist gescheitert.`,
};

export const cancel: SameTexts<typeof en.cancel> = {
  title: (number: string) => `Bestellung ${number} stornieren`,
  nothing: "Von dieser Bestellung lässt sich jetzt nichts stornieren.",
  scope: "Storniert wird",
  whole: "die ganze Bestellung",
  parts: "ein Teil davon",
  units: "Stücke, die storniert werden",
  note: "Grund",
  noteHint: "Nur das Personal liest ihn.",
  nothingChosen: "Wählen Sie mindestens ein Stück.",
  refunded: "Die Kundschaft erhält",
  shipping: "Davon für den Versand",
  released: "Autorisiert, wird nie eingezogen",
  cancelsOrder: "Von der Bestellung bleibt nichts zu versenden.",
  keepsOrder: "Der Rest der Bestellung geht weiter.",
  pressWhole: "Bestellung stornieren",
  pressUnits: (units: number) => `${units} Stück stornieren`,
  andRefund: (what: string, amount: string) => `${what}, ${amount} erstatten`,
  andRelease: (what: string, amount: string) => `${what}, ${amount} freigeben`,
  cancelledWhole: "Die Bestellung ist storniert.",
  cancelledParts: "Die Stücke sind storniert.",
};

export const capture: SameTexts<typeof en.capture> = {
  title: (number: string) => `Geld der Bestellung ${number} einziehen`,
  nothing: "Von dieser Bestellung lässt sich jetzt nichts einziehen.",
  hint: "Autorisiertes Geld wird jetzt eingezogen, auch für Waren, die noch nicht versandt sind.",
  amount: "Betrag",
  due: (amount: string) => `${amount} sind noch zu zahlen.`,
  capture: "Einziehen",
  captureOf: (amount: string) => `${amount} einziehen`,
  done: (amount: string) => `${amount} wurden eingezogen.`,
  pending: (amount: string) => `Der Einzug von ${amount} läuft.`,
  refused: "Der Zahlungsanbieter hat den Einzug abgelehnt. Die Bestellung ist angehalten.",
};

export const putBack: SameTexts<typeof en.putBack> = {
  title: (number: string) => `Waren der Bestellung ${number} zurücklegen`,
  nothing: "Von dieser Bestellung ist nichts zurückzulegen.",
  units: "Stücke, die zurückliegen",
  press: "Zurückgelegt",
  done: "Sie liegen wieder im Regal.",
};
