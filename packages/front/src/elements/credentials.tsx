/** The fields by which a person signs in, as password managers know them. */
import { Field } from "./field.tsx";

/** Both are labels. */
type CredentialsProps = { email: string; password: string };

/** E-mail address and password. */
export function Credentials({ email, password }: CredentialsProps) {
  return (
    <>
      <Field label={email} type="email" name="email" autoComplete="username" required maxLength={254} />
      <Field
        label={password}
        type="password"
        name="password"
        autoComplete="current-password"
        required
        maxLength={256}
      />
    </>
  );
}
