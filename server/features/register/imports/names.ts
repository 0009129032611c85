export function hasChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}
