/** All texts of the back office in English, by the part that shows them. It says which texts there are. */

export const frame = {
  office: "Hansa",
  skip: "To the content",
  pages: "Pages",
  home: "Home",
  orders: "Orders",
  returns: "Returns",
  withdrawals: "Withdrawals",
  reviews: "Reviews",
  signOut: "Sign out",
  signOutFailed: "You are not signed out: the shop cannot be reached. Try again.",
  otherLanguage: "Deutsch",
  loading: "Loading …",
  pageFailed: "This page could not be loaded.",
  loadAgain: "Load again",
  absent: "There is no such page",
  absentText: "The address leads nowhere. Go on with one of the pages of the menu.",
  nothing: "Nothing for your role yet",
  nothingText: "The back office has no page for your role so far. The graph has all that your role allows.",
  notStaff: "This account is no staff account",
  notStaffText: "Sign out, then sign in with an account of staff. An administrator gives roles.",
  refused: "Your role does not allow this page",
  refusedText: "Ask an administrator if you need it for your work.",
};

export const signIn = {
  title: "Sign in",
  first: "The back office is for the staff of this shop.",
  again: "Your session has ended. Sign in to go on where you were: nothing is lost.",
  email: "E-mail",
  password: "Password",
  press: "Sign in",
  wrong: "E-mail or password is wrong.",
  tooOften: (minutes: number) =>
    minutes === 1 ? "Too many attempts. Wait a minute." : `Too many attempts. Wait ${minutes} minutes.`,
  unreachable: "Accounts cannot be reached. Try again in a moment.",
};

export const away = {
  accounts: "Accounts cannot be reached. The page reads them again by itself.",
  orders: "Orders cannot be reached. The page reads them again by itself.",
  ordersKept: "Orders cannot be reached. What you see was read before; it is read again by itself.",
  productsKept: "Products cannot be reached. What you see was read before; it is read again by itself.",
  products: "Products cannot be reached. The page reads them again by itself.",
  pictures: "Products cannot be reached: pictures are missing.",
  goods: "Products cannot be reached: pictures and stock are missing.",
  payments: "Payments cannot be reached. The page reads them again by itself.",
  people: "Accounts cannot be reached: names of people are missing.",
  pickGoods: "Products cannot be reached: options, barcodes and pictures are missing.",
};

export const roles = {
  CUSTOMER: "Customer",
  SUPPORT: "Support",
  CATALOG_MANAGER: "Catalogue",
  FULFILMENT: "Fulfilment",
  FINANCE: "Finance",
  ADMIN: "Administration",
};

export const orderStates = {
  PENDING_PAYMENT: "Awaits payment",
  CONFIRMED: "To send",
  PARTIALLY_SHIPPED: "Partly sent",
  SHIPPED: "Sent",
  DELIVERED: "Delivered",
  COMPLETED: "Complete",
  CANCELLED: "Cancelled",
};

export const settlementStates = {
  UNPAID: "Unpaid",
  AUTHORIZED: "Authorised",
  PARTIALLY_PAID: "Partly paid",
  PAID: "Paid",
  REFUND_DUE: "Refund due",
  PARTIALLY_REFUNDED: "Partly refunded",
  REFUNDED: "Refunded",
};

export const holdReasons = {
  NEEDS_REVIEW: "To be reviewed",
  REFUND_FAILED: "A refund failed",
  CUSTOMER_ERASED: "The customer was erased",
  MANUAL: "Held by staff",
  WITHDRAWN: "Withdrawn",
};

export const orders = {
  select: (number: string) => `Select order ${number}`,
  send: "Send",
  title: "Orders",
  views: "Lists of orders",
  "to-prepare": "To prepare",
  "to-pack": "To pack",
  "to-hand-over": "To hand over",
  "to-send-again": "To send again",
  all: "All",
  "on-hold": "On hold",
  "refund-failed": "Refund failed",
  "awaits-payment": "Awaits payment",
  cancelled: "Cancelled",
  count: (count: string) => `${count} orders`,
  find: "Number, name, e-mail, SKU or tracking",
  moreFilters: "More filters",
  settlement: "Money",
  anySettlement: "Any state",
  from: "Placed from",
  until: "Placed until",
  order: "Order",
  customer: "Customer",
  goods: "Goods",
  state: "State",
  money: "Money",
  total: "Total",
  placed: "Placed",
  empty: "No order is in this list.",
  emptyFound: "No order of this list fits the filters.",
  inAll: "Look in all orders",
};

export const order = {
  title: (number: string) => `Order ${number}`,
  back: "Orders",
  placed: (time: string) => `Placed ${time}`,
  invoice: (number: string) => `Invoice ${number}`,
  receipt: "Order confirmation",
  onHold: (reason: string, since: string) => `On hold since ${since}: ${reason}`,
  goods: "Goods",
  units: (count: number) => (count === 1 ? "1 unit" : `${count} units`),
  free: (count: number) => `${count} free in stock`,
  cancelled: (count: number) => `${count} cancelled`,
  shipped: (count: number) => `${count} sent`,
  delivered: (count: number) => `${count} delivered`,
  returned: (count: number) => `${count} returned`,
  resendable: (count: number) => `${count} to send again`,
  refunded: (count: number) => `${count} refunded`,
  reduced: (amount: string) => `reduced by ${amount}`,
  parcels: "Parcels",
  noParcels: "Nothing is prepared yet.",
  fulfilment: (time: string) => `Prepared ${time}`,
  resend: "Sent again",
  cancelledFulfilment: "Cancelled",
  putBack: "To put back",
  packed: "Not packed yet",
  track: "Tracking",
  money: "Money",
  subtotal: "Goods",
  discount: "Discount",
  shipping: "Shipping",
  tax: "Tax",
  includedTax: "Included tax",
  rounding: "Rounding",
  total: "Total",
  due: "Still to be paid",
  taxOf: (name: string, base: string) => `${name} of ${base}`,
  payments: "Payments",
  noPayments: "There is no payment.",
  captured: (amount: string) => `${amount} captured`,
  refundedOf: (amount: string) => `${amount} refunded`,
  pendingOf: (amount: string) => `${amount} refund pending`,
  failure: (code: string) => `The provider says: ${code}`,
  dispute: (amount: string, state: string) => `Dispute of ${amount}: ${state}`,
  card: "Card",
  refunds: "Refunds",
  returns: "Returns",
  returnOf: (time: string) => `Requested ${time}`,
  withdrawals: "Withdrawals",
  dueBy: (time: string) => `refund due by ${time}`,
  customer: "Customer",
  guest: "Without an account",
  erased: "The data of the customer were erased.",
  shipTo: "Ship to",
  billTo: "Bill to",
  sameAddress: "The same address",
  correct: "Correct",
  notes: "Notes",
  noNotes: "No notes. Only staff sees them.",
  note: "Note",
  addNote: "Add the note",
  hold: "Put on hold",
  holdTitle: "Put the order on hold",
  holdHint: "Nothing is sent until the hold is released. The reason becomes a note.",
  reason: "Reason",
  release: "Release the hold",
  releaseTitle: "Release the hold",
  releaseHint: "The order goes on. What you have found becomes a note.",
  findings: "Findings",
  invalid: "Write 1 to 2000 characters.",
  loading: "Loading …",
  send: "Send",
  sendAgain: "Send again",
  refund: "Refund",
  cancelOrder: "Cancel",
  parcelIs: (status: string) => `The parcel has changed meanwhile. Its status: ${status}.`,
  trackingNumber: "Tracking number",
  trackingUrl: "Tracking page",
  putBackPress: "They are put back",
  capture: "Capture",
};

export const addressLines = { vatId: (id: string) => `VAT id ${id}` };

export const cancelReasons = {
  OUT_OF_STOCK: "Cancelled: the goods were out of stock",
  PAYMENT_REFUSED: "Cancelled: the payment was refused",
  CUSTOMER: "Cancelled by the buyer",
  SHOP: "Cancelled by the shop",
};

export const shipmentStatuses = {
  READY: "Packed",
  SHIPPED: "Sent",
  IN_TRANSIT: "On its way",
  OUT_FOR_DELIVERY: "Out for delivery",
  DELIVERED: "Delivered",
  LOST: "Lost",
  RETURNED: "Came back",
  UNPACKED: "Unpacked",
};

export const paymentStates = {
  CREATED: "Created",
  REQUIRES_ACTION: "Waits for the customer",
  PROCESSING: "In progress",
  AUTHORIZED: "Authorised",
  PARTIALLY_CAPTURED: "Partly captured",
  CAPTURED: "Captured",
  PARTIALLY_REFUNDED: "Partly refunded",
  REFUNDED: "Refunded",
  VOIDED: "Voided",
  FAILED: "Failed",
  EXPIRED: "Expired",
};

export const disputeStates = { OPEN: "open", WON: "won", LOST: "lost" };

export const refundStates = { PENDING: "Pending", SUCCEEDED: "Done", FAILED: "Failed" };

export const returnStates = {
  REQUESTED: "Requested",
  APPROVED: "Approved",
  REJECTED: "Rejected",
  RECEIVED: "Received",
  REFUNDED: "Refunded",
  CLOSED: "Closed",
};

export const withdrawalStates = {
  UNCONFIRMED: "To be confirmed",
  RECEIVED: "In effect",
  SETTLED: "Settled",
  CONTESTED: "Contested",
  UNMATCHED: "Unmatched",
};

export const history = { title: "History" };

export const orderEvents = {
  PLACED: "The order was placed.",
  PAYMENT_CAPTURED: "The payment was captured.",
  CONFIRMED: "The order was confirmed.",
  HELD: "The order was put on hold.",
  CANCELLED: "The order was cancelled.",
  RESUMED: "The hold was released.",
  PAYMENT_RELEASED: "The authorisation was released.",
  CANCEL_REQUESTED: "A cancellation was requested.",
  LINES_CANCELLED: "Parts were cancelled.",
  FULFILMENT_CREATED: "Goods were prepared.",
  SHIPPED: "A parcel was sent.",
  DELIVERED: "A parcel was delivered.",
  HANDED_OVER: "Goods were handed over.",
  PARCEL_LOST: "A parcel was lost.",
  PARCEL_RETURNED: "A parcel came back.",
  UNPACKED: "A parcel was unpacked.",
  COMPLETED: "The order is complete.",
  RETURN_REQUESTED: "A return was requested.",
  RETURN_APPROVED: "The return was approved.",
  RETURN_REJECTED: "The return was rejected.",
  RETURN_RECEIVED: "Returned goods were received.",
  RETURN_CLOSED: "A return was closed.",
  WITHDRAWAL_DECLARED: "A withdrawal was declared.",
  WITHDRAWAL_CONFIRMED: "A withdrawal was confirmed.",
  REFUNDED: "Money was refunded.",
  REFUND_FAILED: "A refund failed.",
  DISPUTED: "The payment was disputed.",
  MAIL_REFUSED: "A mail was refused: the address may be wrong.",
  CONTACT_UPDATED: "The contact was corrected.",
};

export const parcelPresses = {
  READY: "Packed",
  SHIPPED: "Hand over",
  IN_TRANSIT: "On its way",
  OUT_FOR_DELIVERY: "Out for delivery",
  DELIVERED: "Delivered",
  LOST: "Lost",
  RETURNED: "Came back",
  UNPACKED: "Unpack",
};

export const parcelHints = {
  READY: "The parcel is packed and waits.",
  SHIPPED: "The customer gets a mail with the tracking number. The parcel cannot be unpacked any more.",
  IN_TRANSIT: "The carrier has the parcel.",
  OUT_FOR_DELIVERY: "The carrier delivers the parcel today.",
  DELIVERED: "This is final. With the last parcel the order is delivered, and the time for returns begins.",
  LOST: "An order whose parcels are all lost is put on hold. A lost parcel can still be found.",
  RETURNED: "This is final. Its goods can be sent again, or refunded and put back into stock.",
  UNPACKED: "This is final. Its goods wait to be packed again, and can be cancelled.",
};

export const mails = {
  title: "Mails",
  none: "No mail is noted.",
  again: "Send again",
  againTitle: (kind: string) => `Send again: ${kind}`,
  againHint: (email: string) => `It goes to ${email}, with what is true now.`,
  sent: (time: string) => `Sent ${time}`,
  waits: (time: string) => `Queued ${time}, not sent`,
  refused: (time: string) => `Refused ${time}`,
  tooOften: (minutes: number) =>
    minutes === 1
      ? "So many mails were sent again already. Wait a minute."
      : `So many mails were sent again already. Wait ${minutes} minutes.`,
};

export const mailKinds = {
  CONFIRMED: "Order confirmation",
  CANCELLED: "Cancellation",
  LINES_CANCELLED: "Cancellation of parts",
  SHIPPED: "Parcel sent",
  REFUNDED: "Refund",
  RETURN_APPROVED: "Return approved",
  RETURN_REJECTED: "Return rejected",
  RETURN_RECEIVED: "Returned goods received",
  RETURN_CLOSED: "Return closed",
  WITHDRAWAL_RECEIVED: "Withdrawal received",
  CONTACT_UPDATED: "Contact corrected",
  CONTACT_FORMER: "Contact corrected, to the former address",
};

export const noOrder = {
  absent: "There is no such order.",
  loading: "Loading …",
};

export const change = {
  back: "Back",
  done: "That is done.",
  changed: "It has changed meanwhile: this is how it is now.",
  marked: "Look at the marked fields. Nothing was done.",
  unknown: "It is not known whether that was done. Look at the page before you try again.",
  unknownOnce: "It is not known whether that was done. Press again: it is done once.",
  keyReused: "The press before was done, with what was typed then. Look at the page, then press again for more.",
  refused: "The shop has refused this.",
  notDone: "Accounts cannot be reached, and nothing was done. Try again in a moment.",
  signedOut: "You were signed out, and nothing was done. Press once more.",
  lookFirst: "Nothing was done yet. Look at what is shown, then press once more.",
  noPreview: "The shop cannot say now what comes of it. Press to ask again.",
  noAmount: "Write an amount, such as 12.50.",
  other: "The shop has refused this value.",
  cardNumber: "It is stored, but looks as if it had the number of a payment card. Such numbers belong into no note.",
};

export const lateForm = { loading: "Loading …", failed: "This part could not be loaded." };

export const changePage = { back: (number: string) => `Order ${number}` };

export const units = {
  of: (title: string) => `Units of ${title}`,
  left: (count: number) => `of ${count}`,
};

export const refusals = {
  left: (count: number) =>
    count === 0 ? "None is left." : count === 1 ? "Only 1 is left." : `Only ${count} are left.`,
  atMost: (amount: string) => `At most ${amount} is left.`,
};

export const transitionCauses = {
  ORDER_STATE: "The order has another state by now: this is not done with it.",
  ON_HOLD: "The order is on hold. Release it first.",
  NOT_ON_HOLD: "The order is not on hold.",
  PACKED: "Something of the order is packed. Unpack it first, or cancel only what is not packed.",
  NOTHING_LEFT: "Nothing of the order is left for this.",
  CANCELLATION_REQUESTED: "The order is being cancelled already.",
  CAPTURED_ON_PLACEMENT: "The money was captured when the order was placed.",
  NOT_CAPTURED: "The money is not captured yet. Capture it first, or cancel the order.",
  PARTLY_REVERSED: "Something of the order was sent, cancelled or refunded, or is disputed.",
  TAX_NOT_LOWER: "The VAT id takes no tax off this order.",
  MAIL_UNKNOWN: "The order has had no such e-mail.",
  MAIL_OUTDATED: "The content of the e-mail is no longer true.",
  MAIL_LIMIT: "The e-mails about this order were sent again as often as they can be.",
};

export const quantityCauses = {
  PACKED_OR_SENT: "The others are packed, have left or are cancelled.",
  ALREADY_SET_ASIDE: "The others are prepared already, cancelled, or being refunded.",
  NOT_RESENDABLE: "Only units that came back or are replaced are sent again.",
  NOT_IN_FULFILMENT: "The others are packed already.",
  NOT_CANCELLED: "The others were not cancelled, or are put back already.",
  ALREADY_REFUNDED: "The others are refunded already, or packed. Unpack them first.",
  NOT_RETURNABLE: "The others have not arrived, or are in another return.",
  RETURN_REJECTED: "The return of the others was rejected.",
  NOT_ANNOUNCED: "The others were not delivered, or are in other returns.",
  NOT_RECEIVED: "The others of the return have not arrived.",
  NOT_SENT: "Only units that have left and are not in stock again go back into stock.",
};

export const problems = {
  EMPTY: "Choose at least one.",
  TOO_SMALL: "Take at least one.",
  NEGATIVE: "Write zero or more.",
  LENGTH: "Write something, but not too much.",
  TOO_LONG: "That is too long.",
  FORMAT: "Write an address that begins with https://.",
  UNKNOWN_LINE: "The order has no such line.",
  NOT_SENT: "Some of this goes without a parcel.",
  UNSENT: "Less than their worth is for units that were sent.",
  DUPLICATE: "Reduce the price of a line once.",
  PAYABLE_STEP: "The payment provider takes no such amount: mind the smallest step.",
  CARD_NUMBER: "It looks as if it had the number of a payment card.",
  ALL_ARRIVED: "All units have arrived.",
  ALL_REFUNDED: "All units that have arrived are refunded, or being refunded.",
  RESTOCKED: "A unit was restocked: refund it.",
  DECLARED: "A withdrawal of these goods waits for its confirmation.",
  CHANGED: "It has changed meanwhile. Try again.",
};

export const send = {
  title: (number: string) => `Send order ${number}`,
  titleAgain: (number: string) => `Send order ${number} again`,
  onHold: (reason: string) => `The order is on hold: ${reason}. Nothing of it leaves until it is released.`,
  nothing: "Nothing waits to be sent.",
  to: (address: string) => `To ${address}`,
  units: "Units in the parcel",
  carrier: "Carrier",
  trackingNumber: "Tracking number",
  trackingUrl: "Tracking page",
  leaves: "The parcel",
  leavesNow: "leaves now: the customer gets a mail",
  leavesLater: "is packed, and leaves later",
  send: (units: number) => (units === 1 ? "Send 1 unit" : `Send ${units} units`),
  pack: (units: number) => (units === 1 ? "Pack 1 unit" : `Pack ${units} units`),
  sent: (units: number) => (units === 1 ? "1 unit was sent." : `${units} units were sent.`),
  packed: (units: number) => (units === 1 ? "1 unit is packed." : `${units} units are packed.`),
};

export const refund = {
  title: (number: string) => `Refund order ${number}`,
  nothing: "Nothing of this order can be refunded now.",
  units: "Units whose price is refunded",
  more: "Another amount, stock",
  less: "Amount in place of their worth",
  lessHint: "Without units: a lower price for goods that stay.",
  restock: "They are back, and go into stock",
  shipping: "Shipping",
  shippingAtMost: (amount: string) => `Shipping, at most ${amount}`,
  goodwill: "Goodwill",
  goodwillField: "Goodwill, for no goods",
  step: (amount: string) => `In steps of ${amount}.`,
  unsent: "Units that were not sent",
  unsentCancelled: "are cancelled and go back into stock",
  unsentSent: "are sent all the same",
  reason: "Reason",
  nothingChosen: "Choose units or write an amount.",
  refund: "Refund",
  refundOf: (amount: string) => `Refund ${amount}`,
  amount: "The customer gets",
  heldBack: "The shop keeps of the price",
  after: "Can be refunded afterwards",
  cancels: "Is cancelled:",
  reduction: (title: string) => `Lower price: ${title}`,
  shippingDue: (amount: string) => `Shipping that is due: ${amount}`,
  nothingReturned: "Choose units or shipping to refund.",
  returnedReason: "The goods came back.",
};

export const refunded = {
  SUCCEEDED: (amount: string) => `${amount} was refunded.`,
  PENDING: (amount: string) => `The refund of ${amount} is under way.`,
  FAILED: (amount: string) => `The refund of ${amount} has failed.`,
};

export const cancel = {
  title: (number: string) => `Cancel order ${number}`,
  nothing: "Nothing of this order can be cancelled now.",
  scope: "What is cancelled",
  whole: "the whole order",
  parts: "parts of it",
  units: "Units that are cancelled",
  note: "Reason",
  noteHint: "Only staff reads it.",
  nothingChosen: "Choose at least one unit.",
  refunded: "The customer gets",
  shipping: "Of it for shipping",
  released: "Authorised, and never taken",
  cancelsOrder: "Nothing of the order is left to send.",
  keepsOrder: "The rest of the order goes on.",
  pressWhole: "Cancel the order",
  pressUnits: (units: number) => (units === 1 ? "Cancel 1 unit" : `Cancel ${units} units`),
  andRefund: (what: string, amount: string) => `${what}, refund ${amount}`,
  andRelease: (what: string, amount: string) => `${what}, release ${amount}`,
  cancelledWhole: "The order is cancelled.",
  cancelledParts: "The units are cancelled.",
};

export const capture = {
  title: (number: string) => `Capture money of order ${number}`,
  nothing: "No authorised money of this order can be captured now.",
  hint: "Money that the buyer has authorised is taken now, also for goods that have not left.",
  amount: "Amount",
  due: (amount: string) => `${amount} is still to be paid.`,
  capture: "Capture",
  captureOf: (amount: string) => `Capture ${amount}`,
  done: (amount: string) => `${amount} was captured.`,
  pending: (amount: string) => `The capture of ${amount} is under way.`,
  refused: "The payment provider has refused the capture. The order is on hold.",
};

export const contact = {
  title: (number: string) => `Correct the contact of order ${number}`,
  nothing:
    "The contact of this order cannot be corrected now: it is being placed, or something of it is packed or gone.",
  loading: "Loading …",
  hint: "Another e-mail address ends the links of the order: new ones go to it, and a mail without links to the former address. The invoice keeps its address.",
  email: "E-mail",
  shipTo: (country: string) => `Shipping address in ${country}`,
  noRegion: "Choose …",
  press: "Correct the contact",
  nothingChanged: "Nothing is changed yet.",
  done: "The contact is corrected.",
  doneByMail: "The contact is corrected. A mail with new links goes to the new address.",
  changed:
    "The order has changed meanwhile, and nothing was done. Your text stays; the other fields show how it is now. Press again if it still applies.",
  otherTaxes: "Other taxes apply at this address. Cancel the order, and let the buyer order anew.",
  packed: "Something of the order is packed. Unpack it first.",
};

export const contactProblems = {
  EMPTY: "This field is needed.",
  TOO_LONG: "That is too long.",
  FORMAT: "It does not have the form that the country uses.",
  "email.FORMAT": "This is no e-mail address.",
  LOCAL_PART: "Many mail servers cannot deliver to such letters before the @.",
  "vatId.FORMAT": "This is no VAT id: look at its letters and digits.",
  UNKNOWN: "This is not known in the country.",
  AMBIGUOUS: "There are several of this name.",
  OTHER_REGION: "This belongs to another region.",
  TOO_COARSE: "The taxes differ within this region: choose a part of it.",
  NOT_SENT: "Nothing of this order is sent.",
  BEING_ERASED: "The data of a person with this address are being erased.",
};

export const customer = {
  title: "Customer",
  back: "Orders",
  absent: "There is no such account: it may have been erased.",
  loading: "Loading …",
  account: "Account",
  email: "E-mail",
  unverified: "not verified",
  role: "Role",
  since: "Since",
  addresses: "Addresses",
  noAddresses: "No address is stored.",
  orders: "Orders",
  noOrders: "No order was placed with this account.",
};

export const reviews = {
  title: "Reviews",
  views: "Lists of reviews",
  approved: (count: number) => (count === 1 ? "1 review is approved." : `${count} reviews are approved.`),
  rejected: (count: number) => (count === 1 ? "1 review is rejected." : `${count} reviews are rejected.`),
  count: (count: string) => `${count} reviews`,
  ofProduct: (title: string) => `Only reviews of ${title}.`,
  ofAll: "Show those of all products",
  choose: "Selection",
  select: (name: string) => `Select ${name}`,
  approve: (count: number) => `Approve ${count}`,
  reject: (count: number) => `Reject ${count}`,
  rewritten: "It has changed since you have read it, and was not decided. Read it again.",
  review: "Review",
  product: "Product",
  author: "Author",
  status: "State",
  written: "Written",
  stars: (count: number) => `${count} of 5 stars`,
  bought: "has bought it here",
  erased: "Erased",
  empty: "No review is in this list.",
};

export const reviewViews = { pending: "To decide", all: "All", approved: "Approved", rejected: "Rejected" };

export const reviewStatuses = { PENDING: "To decide", APPROVED: "Approved", REJECTED: "Rejected" };

export const putBack = {
  title: (number: string) => `Put back goods of order ${number}`,
  nothing: "Nothing of this order waits to be put back.",
  units: "Units that are back",
  press: "They are put back",
  done: "They are on their shelves again.",
};

export const selection = {
  all: "Select all of this page",
  count: (count: number) => `${count} selected`,
};

export const printLinks = { pickList: "Pick list", slips: "Packing slips", slip: "Packing slip" };

export const chosen = {
  back: "Orders",
  none: "No order is chosen. Select orders in their list.",
  many: (most: number) => `These are too many orders for one page. Select up to ${most} in their list.`,
  invalid: "The address of this page is not valid. Select orders in their list.",
  missing: (count: number) => (count === 1 ? "1 order does not exist." : `${count} orders do not exist.`),
};

export const printed = {
  print: "Print",
  held: (numbers: string, reason: string) => `Not printed, as on hold (${reason}): ${numbers}.`,
  without: (numbers: string) => `Not printed, as nothing waits: ${numbers}.`,
};

export const sendOrders = {
  title: "Send orders",
  hint: "All that waits to be prepared or packed is sent. Leave units out on the page of an order, behind its number.",
  onHold: (reason: string) => `On hold: ${reason}. Nothing of it leaves until it is released.`,
  part: (units: number, title: string) => `${units} × ${title}`,
  leaves: "The parcels",
  leavesNow: "leave now: each customer gets a mail",
  leavesLater: "are packed, and leave later",
  send: (units: number, parcels: number) =>
    `Send ${units === 1 ? "1 unit" : `${units} units`} in ${parcels === 1 ? "1 parcel" : `${parcels} parcels`}`,
  pack: (units: number, parcels: number) =>
    `Pack ${units === 1 ? "1 unit" : `${units} units`} in ${parcels === 1 ? "1 parcel" : `${parcels} parcels`}`,
  sent: (parcels: number) => (parcels === 1 ? "1 parcel was sent." : `${parcels} parcels were sent.`),
  packed: (parcels: number) => (parcels === 1 ? "1 parcel is packed." : `${parcels} parcels are packed.`),
  nothing: "Nothing of it waits to be prepared or packed.",
};

export const pickList = {
  title: "Pick list",
  of: (orders: number, time: string) => (orders === 1 ? `1 order, ${time}` : `${orders} orders, ${time}`),
  units: "Units",
  part: (units: number, number: string) => `${units} × ${number}`,
  nothing: "Nothing of these orders waits to be prepared.",
};

export const slips = {
  title: "Packing slips",
  slip: (number: string) => `Order ${number}`,
  noShop: "The name of the shop cannot be reached.",
  placed: (day: string) => `Placed ${day}`,
  asOf: (time: string) => `As of ${time}`,
  noAddress: "Without an address: nothing is sent.",
  erased: "Erased",
  units: "Units",
  goods: "Goods",
  nothing: "Nothing of these orders waits to be sent.",
};

export const list = {
  filter: "Filter",
  clear: "Clear",
  units: (count: number) => (count === 1 ? "1 unit" : `${count} units`),
  others: (count: number) => `+ ${count}`,
  erased: "Erased",
  refused: "The address of this page of the list is not valid any more.",
  toFirst: "To the first page",
  newer: "Previous page",
  older: "Next page",
  furtherPages: "Further pages",
  loading: "Loading …",
};

export const home = {
  title: "Home",
  orders: "Orders",
  toPrepare: "To prepare",
  toPack: "To pack",
  toHandOver: "To hand over",
  toSendAgain: "To send again",
  onHold: "On hold",
  refundFailed: "With a failed refund",
  returns: "Returns and withdrawals",
  requested: "Returns to decide",
  approved: "Returns on their way",
  received: "Returns to refund",
  due: "Withdrawals to settle",
  unconfirmed: "Withdrawals to be confirmed",
  unmatched: "Withdrawals without an order",
  money: "Payments",
  disputes: "Open disputes",
  goods: "Goods",
  reviews: "Reviews to moderate",
  lowStock: "Variants low in stock",
};

export const returns = {
  title: "Returns",
  views: "Lists of returns",
  requested: "To decide",
  approved: "On their way",
  received: "To refund",
  all: "All",
  refunded: "Refunded",
  rejected: "Rejected",
  closed: "Closed",
  count: (count: string) => `${count} returns`,
  find: "Number, name, e-mail, SKU or tracking",
  order: "Order",
  customer: "Customer",
  goods: "Goods",
  state: "State",
  kind: "Kind",
  requestedAt: "Requested",
  empty: "No return is in this list.",
  emptyFound: "No return of this list fits the search.",
};

export const orderReturn = {
  title: (number: string) => `Return of order ${number}`,
  titleWithout: "Return",
  back: "Returns",
  absent: "There is no such return.",
  loading: "Loading …",
  goods: "Goods",
  free: (count: number) => `${count} free in stock`,
  announced: (count: number) => (count === 1 ? "1 unit" : `${count} units`),
  awaited: (count: number) => `${count} on the way`,
  received: (count: number) => `${count} arrived`,
  refundable: (count: number) => `${count} to refund`,
  replaced: (count: number) => `${count} replaced`,
  released: (count: number) => `${count} left the return`,
  refunds: "Refunds",
  facts: "Return",
  order: "Order",
  kind: "Kind",
  reason: "Reason of the customer",
  note: "Reply of the shop",
  requestedAt: "Requested",
  resolvedAt: "Decided",
  receivedAt: "First parcel",
  closedAt: "Closed",
  outcome: "Outcome",
  answer: "Reply to the customer",
  approve: "Approve",
  approveTitle: "Approve the return",
  approveHint: "The customer gets a mail: the goods may be sent back.",
  reject: "Reject",
  rejectTitle: "Reject the return",
  rejectHint: "The customer gets a mail with your reply.",
  receive: "Receive",
  receiveTitle: "Receive a parcel",
  receiveHint: "Count what is in the parcel. Sound units go back into stock.",
  sound: "Sound",
  damaged: "Damaged",
  nothingReceived: "Count at least one unit.",
  refund: "Refund",
  refundTitle: "Refund returned goods",
  refundHint: "Units that have arrived, or were proved to be sent.",
  close: "Close",
  closeTitle: "Close the return",
  closeHint: "It ends without a refund of what is left. The customer gets a mail.",
  noOutcome: "It cannot be closed any more: it has changed meanwhile.",
  short: (title: string, wanted: number, available: number) => `${title}: ${wanted} wanted, ${available} in stock.`,
};

export const returnKinds = { REQUEST: "Return", WITHDRAWAL: "Withdrawal" };

export const returnOutcomes = {
  NOT_ARRIVED: "Not arrived",
  REFUSED: "Sent back to the customer",
  NOTHING_DUE: "Nothing is due",
  REPLACED: "Replaced",
  WITHDRAWN: "Withdrawn",
};

export const returnOutcomeHints = {
  NOT_ARRIVED: "Units that did not come are awaited no longer.",
  REFUSED: "The goods go back to the customer, who keeps the purchase.",
  NOTHING_DUE: "The goods stay here, and remain sold.",
  REPLACED: "As many units are taken from stock and sent once more.",
  WITHDRAWN: "The customer has withdrawn from the purchase.",
};

export const withdrawals = {
  title: "Withdrawals",
  views: "Lists of withdrawals",
  due: "To settle",
  unconfirmed: "To be confirmed",
  unmatched: "Without an order",
  all: "All",
  contested: "Contested",
  settled: "Settled",
  count: (count: string) => `${count} withdrawals`,
  find: "Reference",
  record: "Record a letter or call",
  reference: "Reference",
  order: "Order",
  customer: "Customer",
  goods: "Goods",
  state: "State",
  dueBy: "Refund due by",
  receivedAt: "Received",
  further: (count: number) => `${count} further ones with this address`,
  empty: "No withdrawal is in this list.",
  emptyFound: "No withdrawal of this list has this reference.",
  inAll: "Look in all withdrawals",
};

export const withdrawal = {
  title: (reference: string) => `Withdrawal ${reference}`,
  back: "Withdrawals",
  absent: "There is no such withdrawal.",
  loading: "Loading …",
  declaredAt: (time: string) => `Received ${time}`,
  cancelled: (count: number) => `${count} cancelled`,
  returned: (count: number) => `${count} to come back`,
  itsReturn: "Its return",
  order: "Order",
  entered: "As it was entered",
  erased: "Erased",
  channel: "Received by",
  sentOn: (day: string) => `sent on ${day}`,
  dueBy: "Refund due by",
  shippingDue: "Shipping due",
  proofAt: "Proof of dispatch",
  settledAt: "Settled",
  note: "Note",
  contested: "Contested because",
  further: "Further ones with this address",
  confirm: "Confirm",
  confirmTitle: "Confirm the withdrawal",
  confirmHint:
    "It takes effect as from its receipt: unsent units are cancelled and refunded, sent ones are to come back.",
  proof: "Record a proof",
  proofTitle: "Record a proof of dispatch",
  proofHint: "The customer has proved to have sent the goods: they can be refunded before they arrive.",
  contest: "Contest",
  contestTitle: "Contest the withdrawal",
  contestHint: "It is set aside. What it has cancelled or announced stays.",
  reason: "Reason, for staff",
  refund: "Refund",
  refundTitle: "Refund the withdrawal",
  refundHint: "Units that have arrived, or were proved to be sent, and the shipping that is due.",
  record: "Record the withdrawal",
  recordTitle: "Record a withdrawal",
  recordHint:
    "For one that came by letter, e-mail or telephone. It takes effect at once, and the customer gets a mail.",
  orderNumber: "Order number",
  findOrder: "Find",
  noOrder: "There is no such order.",
  recordFor: (number: string) => `Order ${number}`,
  sentOnField: "Sent on",
  scope: "Withdrawn from",
  whole: "All that can be withdrawn",
  units: "These units",
  noteField: "Note, for staff",
  noUnits: "Give at least one unit.",
  closed: (title: string, reason: string) => `${title}: ${reason}`,
  periodOver: "The period of withdrawal is over.",
  excluded: "The law excludes these goods.",
  nothingLeft: "Fewer units are left.",
};

export const withdrawalChannels = {
  ONLINE: "The form of the shop",
  LETTER: "Letter",
  EMAIL: "E-mail",
  PHONE: "Telephone",
  OTHER: "Another way",
};
