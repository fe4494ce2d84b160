/**
 * Text from images, files and builders in places where VS Code reads markup. Owns: making it stand there as it is. Must not know VS Code.
 */

/** For notifications, which make links of "[text](command:…)", and draw nothing for control characters. */
export function withoutLinks(text: string): string {
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f]/g, '').replaceAll('](', ']\u200b(');
}

/** For pickers, which draw an icon for "$(name)": a command's output in a shell. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$\u200b(');
}

/** For hovers: without formats, links and pictures. */
export function escapedMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!~<>|&]/g, '\\$&');
}

/** The target of a link that runs a command. What encodeURIComponent leaves alone would end the link. */
export function commandTarget(command: string, args: readonly unknown[]): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify(args)).replace(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29'))}`;
}
