-- At any time a code means one promotion.
CREATE TRIGGER `promotions_share_no_code` BEFORE INSERT ON `promotions`
WHEN EXISTS (
  SELECT 1 FROM `promotions` AS other
  WHERE other.code = NEW.code AND other.id <> NEW.id
    AND (other.ends_at IS NULL OR other.ends_at > NEW.starts_at) AND (NEW.ends_at IS NULL OR NEW.ends_at > other.starts_at)
)
BEGIN SELECT RAISE(ABORT, 'another promotion has this code at the same time'); END;
--> statement-breakpoint
CREATE TRIGGER `promotions_come_to_share_no_code` BEFORE UPDATE OF code, starts_at, ends_at ON `promotions`
WHEN EXISTS (
  SELECT 1 FROM `promotions` AS other
  WHERE other.code = NEW.code AND other.id <> NEW.id
    AND (other.ends_at IS NULL OR other.ends_at > NEW.starts_at) AND (NEW.ends_at IS NULL OR NEW.ends_at > other.starts_at)
)
BEGIN SELECT RAISE(ABORT, 'another promotion has this code at the same time'); END;
--> statement-breakpoint
-- What an order has used stays used.
CREATE TRIGGER `promotion_uses_are_final` BEFORE UPDATE ON `promotion_uses` WHEN OLD.state = 'used' AND NEW.state <> 'used'
BEGIN SELECT RAISE(ABORT, 'a promotion that was used stays used'); END;
