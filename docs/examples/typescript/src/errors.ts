import { CombinedGraphQLErrors } from '@apollo/client/errors';

/** Why a request was refused, by its code. Others may come, and are `OTHER` here. */
export type Refusal =
  | { readonly code: 'BAD_USER_INPUT'; readonly argument: string; readonly value: string; readonly expected: string }
  | { readonly code: 'CURSOR_MISMATCH' | 'RELEASE_NOT_FOUND' | 'UNAVAILABLE'; readonly message: string }
  | { readonly code: 'INTERNAL'; readonly id: string }
  | { readonly code: 'OTHER'; readonly message: string };

/** The refusal in an error that Apollo Client threw; anything else, such as a broken connection, is thrown on. */
export function refusal(error: unknown): Refusal {
  const first = CombinedGraphQLErrors.is(error) ? error.errors[0] : undefined;
  if (first === undefined) {
    throw error;
  }
  const { code, argument, value, expected, id } = first.extensions ?? {};
  switch (code) {
    case 'BAD_USER_INPUT':
      return { code, argument: String(argument), value: String(value), expected: String(expected) };
    case 'CURSOR_MISMATCH':
    case 'RELEASE_NOT_FOUND':
    case 'UNAVAILABLE':
      return { code, message: first.message };
    case 'INTERNAL':
      return { code, id: String(id) };
    default:
      return { code: 'OTHER', message: first.message };
  }
}

/** A refusal in words; the compiler knows which fields each code has. */
export function inWords(refused: Refusal): string {
  switch (refused.code) {
    case 'BAD_USER_INPUT':
      return `${refused.argument} was ${refused.value}, and has to be ${refused.expected}`;
    case 'CURSOR_MISMATCH':
      return 'the list is another one now: start again from its first page';
    case 'RELEASE_NOT_FOUND':
    case 'UNAVAILABLE':
    case 'OTHER':
      return refused.message;
    case 'INTERNAL':
      return `the server failed; its log knows more of ${refused.id}`;
  }
}
