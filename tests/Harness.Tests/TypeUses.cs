using System.Reflection;
using System.Reflection.Emit;

namespace Harness.Tests;

/// <summary>
/// Which types a type uses: in its base types, attributes, members and, read from the IL, method bodies. Constants and enum values that the
/// compiler has written in as numbers are not seen, nor is what stands in comments.
/// </summary>
internal static class TypeUses
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> _opCodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    public static IEnumerable<Type> Of(Type type)
    {
        var used = new HashSet<Type>();
        Add(used, type.BaseType);
        Add(used, type.GetInterfaces());
        Add(used, type.GetCustomAttributesData());
        foreach (MemberInfo member in type.GetMembers(Declared))
        {
            Add(used, member.GetCustomAttributesData());
            AddMember(used, member);
        }

        return used;
    }

    private static void AddMember(HashSet<Type> used, MemberInfo? member)
    {
        switch (member)
        {
            case FieldInfo field:
                Add(used, field.FieldType);
                break;
            case MethodBase method:
                Add(used, (method as MethodInfo)?.ReturnType);
                Add(used, method.GetParameters().Select(parameter => parameter.ParameterType));
                if (method.GetMethodBody() is { } body)
                {
                    Add(used, body.LocalVariables.Select(local => local.LocalType));
                    Add(used, body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType!));
                    ReadCode(used, method, body.GetILAsByteArray()!);
                }

                break;
            default:
                break;
        }
    }

    private static void ReadCode(HashSet<Type> used, MethodBase method, byte[] code)
    {
        Type[]? ofType = method.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericArguments() : null;
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (int at = 0; at < code.Length;)
        {
            short value = code[at++];
            OpCode instruction = _opCodes[value == 0xFE ? (short)(0xFE00 | code[at++]) : value];
            switch (instruction.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    AddReference(used, method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod));
                    break;
                default:
                    break;
            }

            at += Length(instruction.OperandType, code, at);
        }
    }

    private static void AddReference(HashSet<Type> used, MemberInfo? member)
    {
        switch (member)
        {
            case Type type:
                Add(used, type);
                break;
            case FieldInfo field:
                Add(used, field.DeclaringType);
                Add(used, field.FieldType);
                break;
            case MethodBase method:
                Add(used, method.DeclaringType);
                Add(used, (method as MethodInfo)?.ReturnType);
                Add(used, method.GetParameters().Select(parameter => parameter.ParameterType));
                Add(used, method.IsGenericMethod ? method.GetGenericArguments() : []);
                break;
            default:
                break;
        }
    }

    private static int Length(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    private static void Add(HashSet<Type> used, IEnumerable<Type> types)
    {
        foreach (Type type in types)
        {
            Add(used, type);
        }
    }

    private static void Add(HashSet<Type> used, IEnumerable<CustomAttributeData> attributes)
    {
        foreach (CustomAttributeData attribute in attributes)
        {
            Add(used, attribute.AttributeType);
            Add(used, attribute.ConstructorArguments.Select(argument => argument.Value).OfType<Type>());
        }
    }

    private static void Add(HashSet<Type> used, Type? type)
    {
        if (type is null || type.IsGenericParameter)
        {
            return;
        }

        if (type.HasElementType)
        {
            Add(used, type.GetElementType());
            return;
        }

        if (type.IsGenericType)
        {
            Add(used, type.GetGenericArguments());
            type = type.GetGenericTypeDefinition();
        }

        used.Add(type);
    }
}
