"""What the kinds of node of the grammars mean for a value inside them; kinds that mean the same share a
table."""

from __future__ import annotations

# kind -> (field of the object, field of the name)
MEMBERS = {
    "member_expression": ("object", "property"),
    "field_access": ("object", "field"),
    "selector_expression": ("operand", "field"),
    "member_access_expression": ("object", "name"),
    "nullsafe_member_access_expression": ("object", "name"),
    "scoped_property_access_expression": ("scope", "name"),
    "class_constant_access_expression": ("", ""),
    "scope_resolution": ("scope", "name"),
}
# kind -> (field of the receiver, field of the name), where both are in the call itself
METHOD_CALLS = {
    "call": ("receiver", "method"),
    "method_invocation": ("object", "name"),
    "member_call_expression": ("object", "name"),
    "nullsafe_member_call_expression": ("object", "name"),
    "scoped_call_expression": ("scope", "name"),
}
# kind -> field of the callee
FUNCTION_CALLS = {
    "call_expression": "function",
    "function_call_expression": "function",
    "new_expression": "constructor",
    "object_creation_expression": "type",
}
CALLS = frozenset((*METHOD_CALLS, *FUNCTION_CALLS))
ARGUMENTS = frozenset(("arguments", "argument_list"))
BLOCKS = frozenset(("block", "do_block"))
SUBSCRIPTS = frozenset(("subscript_expression", "element_reference", "index_expression", "array_access"))
PAIRS = frozenset(("pair", "keyed_element", "array_element_initializer"))
# Statements that show something and are calls in all but form.
SHOWING = {"echo_statement": "echo", "print_intrinsic": "print"}
STRINGS = frozenset(
    (
        *("string", "string_literal", "interpreted_string_literal", "raw_string_literal"),
        *("encapsed_string", "simple_symbol", "hash_key_symbol", "delimited_symbol"),
    )
)
STRING_INSIDES = frozenset(
    (
        *("string_content", "string_fragment", "interpreted_string_literal_content"),
        "raw_string_literal_content",
    )
)
NAMES = frozenset(
    (
        *("identifier", "property_identifier", "private_property_identifier", "field_identifier", "name"),
        *("shorthand_property_identifier", "instance_variable", "global_variable", "class_variable"),
        *("constant", "variable_name", "type_identifier", "hash_key_symbol", "simple_symbol"),
    )
)
COMMENTS = frozenset(("comment", "line_comment", "block_comment", "html_comment", "text"))
# A value inside is still there outside.
PASSED = frozenset(
    (
        *("parenthesized_expression", "parenthesized_statements", "template_string"),
        *("template_substitution", "interpolation", "heredoc", "heredoc_body", "chained_string", "array"),
        *("hash", "object", "argument", "literal_element", "literal_value", "composite_literal"),
        *("array_creation_expression", "variable_name", "array_initializer", "spread_element"),
        *("splat_argument", "hash_splat_argument", "variadic_unpacking", "as_expression"),
        *("non_null_expression", "satisfies_expression", "type_assertion", "cast_expression"),
        *("type_conversion_expression", "await_expression", "yield", "expression_list", "block_body"),
        *("begin", "concatenated_string", "sequence_expression", "slice_expression", "variadic_argument"),
        *("dynamic_variable_name", "string", "encapsed_string", "string_literal", "arrow_function_body"),
        *("interpreted_string_literal", "by_ref", "error_suppression_expression", "block_argument"),
    )
)
BINARIES = frozenset(("binary", "binary_expression"))
JOINING = frozenset(("+", ".", "%", "||", "??", "or", "&&", "and", "^", "<<", "?:"))
CHOICES = frozenset(("conditional", "ternary_expression", "conditional_expression"))
# kind -> field of what is assigned to
ASSIGNMENTS = {
    "assignment": "left",
    "operator_assignment": "left",
    "assignment_expression": "left",
    "augmented_assignment_expression": "left",
    "assignment_statement": "left",
    "short_var_declaration": "left",
    "variable_declarator": "name",
    "var_spec": "name",
    "const_spec": "name",
    "public_field_definition": "name",
    "field_definition": "property",
}
RETURNS = frozenset(("return", "return_statement"))
FUNCTIONS = frozenset(
    (
        *("method", "singleton_method", "function_declaration", "method_definition", "method_declaration"),
        *("function_definition", "constructor_declaration", "generator_function_declaration"),
    )
)
LAMBDAS = frozenset(("arrow_function", "lambda_expression", "lambda"))
