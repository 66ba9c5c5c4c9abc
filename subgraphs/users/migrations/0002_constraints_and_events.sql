ALTER TABLE `leases` RENAME COLUMN `fence` TO `fencing_token`;--> statement-breakpoint
ALTER TABLE `account_exports` RENAME COLUMN `asked_by` TO `requested_by`;--> statement-breakpoint
ALTER TABLE `login_attempts` RENAME COLUMN `place` TO `network`;--> statement-breakpoint
DROP INDEX `login_attempts_of_place`;--> statement-breakpoint
CREATE INDEX `login_attempts_of_network` ON `login_attempts` (`kind`,`network`,`at`);--> statement-breakpoint
DROP TRIGGER `audit_log_is_never_shortened`;--> statement-breakpoint
CREATE TRIGGER `audit_log_is_never_removed` BEFORE DELETE ON `audit_log`
BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END;
