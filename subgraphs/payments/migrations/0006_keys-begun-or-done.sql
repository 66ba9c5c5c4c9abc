ALTER TABLE `idempotency` DROP COLUMN `locked_until`;--> statement-breakpoint
-- Until now what was begun and not answered yet said so in its answer.
UPDATE `idempotency` SET `state` = 'begun' WHERE `answer` ->> 'answered' IS NULL;
