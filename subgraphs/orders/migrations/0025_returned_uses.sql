DROP TRIGGER `promotion_uses_are_final`;--> statement-breakpoint
CREATE TRIGGER `promotion_uses_are_final` BEFORE UPDATE ON `promotion_uses` WHEN OLD.state = 'used' AND NEW.state <> 'used'
  AND NOT EXISTS (SELECT 1 FROM `orders` WHERE `checkout_id` = OLD.checkout_id AND `state` = 'CANCELLED')
BEGIN SELECT RAISE(ABORT, 'a used promotion stays used, unless its order is cancelled'); END;