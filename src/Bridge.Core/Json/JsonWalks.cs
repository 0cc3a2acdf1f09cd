using System.Runtime.InteropServices;
using System.Text.Json;

namespace Bridge.Core.Json;

/// <content>The walks over what an array or an object holds.</content>
public readonly partial struct JsonView
{
    /// <summary>A walk over the elements of an array.</summary>
    [StructLayout(LayoutKind.Auto)]
    public ref struct Elements
    {
        private readonly JsonTape? _tape;
        private readonly int _end;
        private int _next;
        private int _current;

        internal Elements(JsonTape? tape, int index)
        {
            _tape = tape;
            if (tape is null || tape.NodeAt(index).Type == JsonTokenType.Null)
            {
                return;
            }

            var node = tape.NodeAt(index);
            (_next, _end) = node.Type == JsonTokenType.StartArray ? (index + 1, node.Next) : (index, index + 1);
        }

        public readonly JsonView Current => new(_tape!, _current);

        public readonly Elements GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_next >= _end)
            {
                return false;
            }

            _current = _next;
            _next = _tape!.NodeAt(_current).Next;
            return true;
        }

        /// <summary>How many there are; walks them.</summary>
        public readonly int Count()
        {
            var count = 0;
            foreach (var _ in this)
            {
                count++;
            }

            return count;
        }

        /// <summary>How many there are, counted no further than <paramref name="most"/>.</summary>
        public readonly int CountUpTo(int most)
        {
            var count = 0;
            foreach (var _ in this)
            {
                if (++count == most)
                {
                    break;
                }
            }

            return count;
        }
    }

    /// <summary>A walk over the members of an object.</summary>
    [StructLayout(LayoutKind.Auto)]
    public ref struct Members
    {
        private readonly JsonTape? _tape;
        private readonly int _end;
        private int _next;
        private int _current;

        internal Members(JsonTape? tape, int index)
        {
            _tape = tape;
            if (tape is not null && tape.NodeAt(index).Type == JsonTokenType.StartObject)
            {
                (_next, _end) = (index + 1, tape.NodeAt(index).Next);
            }
        }

        public readonly Member Current => new(_tape!, _current);

        public readonly Members GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_next >= _end)
            {
                return false;
            }

            _current = _next;
            _next = _tape!.NodeAt(_current + 1).Next;
            return true;
        }
    }

    /// <summary>One member of an object. Its name is decoded only when it is asked for.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly struct Member
    {
        private readonly JsonTape _tape;
        private readonly int _index;

        internal Member(JsonTape tape, int index) => (_tape, _index) = (tape, index);

        public string Name
        {
            get
            {
                ref readonly var name = ref _tape.NodeAt(_index);
                return JsonText.Decode(_tape.Span(name), name.Escaped);
            }
        }

        public JsonView Value => new(_tape, _index + 1);

        /// <summary>Whether this is its name, in UTF-8, unescaped.</summary>
        public bool Is(ReadOnlySpan<byte> name) => NameIs(_tape, _index, name);

        public void Deconstruct(out string name, out JsonView value) => (name, value) = (Name, Value);
    }
}
