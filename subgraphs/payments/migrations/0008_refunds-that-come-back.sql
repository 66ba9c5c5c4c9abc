-- What was given back may come back: then, and only then, a refund that succeeded fails, and its payment counts that much less as given back.
DROP TRIGGER `payments_never_go_back`;
--> statement-breakpoint
CREATE TRIGGER `payments_never_go_back` BEFORE UPDATE OF `state` ON `payments`
WHEN NEW.`state` <> OLD.`state` AND (
  OLD.`state` IN ('VOIDED', 'FAILED')
  OR (OLD.`state` = 'REFUNDED' AND (NEW.`state` NOT IN ('CAPTURED', 'PARTIALLY_REFUNDED') OR NEW.`refunded_minor` >= OLD.`refunded_minor`))
  OR (OLD.`state` = 'PARTIALLY_REFUNDED' AND NEW.`state` <> 'REFUNDED'
    AND (NEW.`state` <> 'CAPTURED' OR NEW.`refunded_minor` >= OLD.`refunded_minor`))
  OR (OLD.`state` = 'CAPTURED' AND NEW.`state` NOT IN ('PARTIALLY_REFUNDED', 'REFUNDED'))
  OR (OLD.`state` = 'PARTIALLY_CAPTURED' AND NEW.`state` NOT IN ('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'))
  OR (OLD.`state` = 'AUTHORIZED' AND NEW.`state` IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING'))
  OR (OLD.`state` = 'PROCESSING' AND NEW.`state` IN ('CREATED', 'REQUIRES_ACTION'))
  OR (OLD.`state` = 'REQUIRES_ACTION' AND NEW.`state` = 'CREATED')
)
BEGIN SELECT RAISE(ABORT, 'a payment never goes back'); END;
--> statement-breakpoint
DROP TRIGGER `payments_keep_their_terms`;
--> statement-breakpoint
CREATE TRIGGER `payments_keep_their_terms` BEFORE UPDATE ON `payments`
WHEN NEW.`checkout_id` <> OLD.`checkout_id` OR NEW.`version` <> OLD.`version`
  OR NEW.`amount_minor` <> OLD.`amount_minor` OR NEW.`currency` <> OLD.`currency` OR NEW.`provider` <> OLD.`provider`
  OR NEW.`authorized_minor` < OLD.`authorized_minor` OR NEW.`captured_minor` < OLD.`captured_minor`
  OR NEW.`released_minor` < OLD.`released_minor`
  OR (NEW.`refunded_minor` < OLD.`refunded_minor` AND NOT EXISTS (
    SELECT 1 FROM `refunds`
    WHERE `payment_id` = OLD.`id` AND `state` = 'SUCCEEDED' AND `amount_minor` = OLD.`refunded_minor` - NEW.`refunded_minor`
  ))
  OR (OLD.`provider_ref` IS NOT NULL AND NEW.`provider_ref` IS NOT OLD.`provider_ref`)
  OR (OLD.`order_id` IS NOT NULL AND NEW.`order_id` IS NOT OLD.`order_id`)
  OR (OLD.`forgotten_at` IS NOT NULL AND NEW.`forgotten_at` IS NULL)
BEGIN SELECT RAISE(ABORT, 'what a payment is for never changes'); END;
--> statement-breakpoint
DROP TRIGGER `refunds_stay_what_they_are`;
--> statement-breakpoint
CREATE TRIGGER `refunds_stay_what_they_are` BEFORE UPDATE ON `refunds`
WHEN NEW.`payment_id` <> OLD.`payment_id` OR NEW.`amount_minor` <> OLD.`amount_minor` OR NEW.`currency` <> OLD.`currency`
  OR (NEW.`state` <> OLD.`state` AND (OLD.`state` = 'FAILED' OR NEW.`state` = 'PENDING'))
BEGIN SELECT RAISE(ABORT, 'a refund never changes what it gives back, nor what came of it in the end'); END;
