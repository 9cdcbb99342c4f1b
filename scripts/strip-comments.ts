/**
 * Takes the comments out of what ncc has put into `dist/`: a third of it, the documentation of its dependencies. All
 * else stays as it is, for people to read, with the names of the files that it comes from. What licences ask for is in
 * `dist/licenses.txt`.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

for (const name of readdirSync('dist').filter((file) => file.endsWith('.js'))) {
  const file = join('dist', name);
  writeFileSync(file, withoutComments(readFileSync(file, 'utf8')));
}

function withoutComments(text: string): string {
  const parts: string[] = [];
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(source).filter((child) => !ts.isJSDoc(child));
    if (children.length > 0) {
      children.forEach(visit);
      return;
    }
    // What is between two tokens is white space and comments, and nothing else.
    const start = node.getStart(source);
    const between = text.slice(node.pos, start).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, (comment) => {
      if (comment.includes(' MODULE: ')) return comment;
      return comment.includes('\n') ? '\n' : ' ';
    });
    parts.push(between.replace(/[ \t]*(\n[ \t]*)*(?=\n)/g, ''), text.slice(start, node.end));
  };
  const source = ts.createSourceFile('bundle.js', text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.JS);
  visit(source);
  return parts.join('');
}
