// The contract's types written out: what requests and answers look like, without the schemas that they are drawn from.
import { join } from "node:path";
import ts from "typescript";

const ROOT = join(import.meta.dirname, "../..");
/** No answer nests deeper; beyond it a type is taken to contain itself, which this can't write out. */
const DEPTH_MAX = 24;

/** A declaration file with OperationName, Request, Answer, Problem and ProblemCode, standing on nothing. */
export function contractTypes(): string {
  const probe = join(ROOT, "packages/contract/src/types-probe.ts");
  const program = programWith(probe, PROBE);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(probe);
  const aliases = [...(source?.statements ?? [])].filter((one) => ts.isTypeAliasDeclaration(one));
  const written = aliases.map(({ name }) => {
    return `export type ${name.text} = ${writtenOut(checker, checker.getTypeAtLocation(name), 0)};`;
  });
  if (written.length === 0) throw new Error("The contract's types were not found.");
  return `${written.join("\n")}\n${DRAWN}`;
}

const PROBE = `
import type { Answer, Problem as Told, ProblemCode as Code, OperationName as Name, Request } from "./index.ts";
export type Requests = { [One in Name]: Request<One> };
export type Answers = { [One in Name]: Answer<One> };
export type Problem = Told;
export type ProblemCode = Code;
`;

const DRAWN = `export type OperationName = keyof Requests;
export type Request<Name extends OperationName> = Requests[Name];
export type Answer<Name extends OperationName> = Answers[Name];
`;

function programWith(path: string, text: string): ts.Program {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => file === path || fileExists(file);
  host.getSourceFile = (file, ...more) =>
    file === path ? ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true) : getSourceFile(file, ...more);
  return ts.createProgram([path], options, host);
}

function writtenOut(checker: ts.TypeChecker, type: ts.Type, depth: number): string {
  if (depth > DEPTH_MAX) throw new Error(`A type of the contract contains itself: ${checker.typeToString(type)}`);
  const write = (inner: ts.Type): string => writtenOut(checker, inner, depth + 1);
  if (type.flags & SIMPLE) return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  if (type.isUnion()) return [...new Set(type.types.map(write))].join(" | ");
  if (checker.isTupleType(type)) return `readonly [${argumentsOf(checker, type).map(write).join(", ")}]`;
  if (checker.isArrayType(type)) return `readonly (${argumentsOf(checker, type).map(write).join()})[]`;
  if (type.getCallSignatures().length > 0)
    throw new Error(`The contract has a function: ${checker.typeToString(type)}`);
  return writtenObject(checker, type, write);
}

const SIMPLE =
  ts.TypeFlags.Any |
  ts.TypeFlags.Unknown |
  ts.TypeFlags.Never |
  ts.TypeFlags.Void |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Null |
  ts.TypeFlags.Boolean |
  ts.TypeFlags.BooleanLiteral |
  ts.TypeFlags.String |
  ts.TypeFlags.StringLiteral |
  ts.TypeFlags.Number |
  ts.TypeFlags.NumberLiteral |
  ts.TypeFlags.BigInt |
  ts.TypeFlags.TemplateLiteral;

const argumentsOf = (checker: ts.TypeChecker, type: ts.Type): readonly ts.Type[] =>
  checker.getTypeArguments(type as ts.TypeReference);

/** Everything is readonly: a caller may hand over what it may not change, and changes no answer. */
function writtenObject(checker: ts.TypeChecker, type: ts.Type, write: (inner: ts.Type) => string): string {
  const infos = checker.getIndexInfosOfType(type).filter(({ type: value }) => !(value.flags & ts.TypeFlags.Never));
  const indexes = infos.map(({ keyType, type: value }) => `readonly [key: ${write(keyType)}]: ${write(value)}`);
  const properties = checker.getPropertiesOfType(type).map((property) => {
    const mark = property.flags & ts.SymbolFlags.Optional ? "?" : "";
    return `readonly ${JSON.stringify(property.name)}${mark}: ${write(checker.getTypeOfSymbol(property))}`;
  });
  return `{ ${[...indexes, ...properties].join("; ")} }`;
}
